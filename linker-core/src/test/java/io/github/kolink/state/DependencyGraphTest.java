// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.load.Insertion;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.LoadableModule;
import io.github.kolink.load.ModuleInsertion;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.load.SimulatedKernel;
import io.github.kolink.module.KernelModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DependencyGraphTest {
    private static ResidentModule listed(String name, int references, String... users) {
        return new ResidentModule(name, 1, 1, ModuleState.LIVE, references, List.of(users), OptionalInt.empty());
    }

    private static DependencyGraph graph() {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        uses.put("crc16", List.of());
        uses.put("mbcache", List.of());
        uses.put("jbd2", List.of("crc16"));
        uses.put("ext4", List.of("crc16", "mbcache", "jbd2"));
        return new DependencyGraph(uses);
    }

    @Test
    void countsFollowFromWhoUsesWhom() {
        assertEquals(2, graph().references("crc16"));
        assertEquals(List.of("jbd2", "ext4"), graph().users("crc16"));
        assertEquals(List.of("crc16", "mbcache", "jbd2"), graph().uses("ext4"));
        assertEquals(0, graph().references("ext4"));
        assertEquals(List.of("ext4", "jbd2", "crc16"), graph().removalOrder("crc16"));
        assertEquals(Set.of(), graph().missing());
        assertEquals(Set.of("b"), new DependencyGraph(Map.of("a", List.of("b"))).missing());
    }

    @Test
    void theKernelMayCountMoreButNotLess() {
        List<ResidentModule> kernel = new ArrayList<>(List.of(
                listed("ext4", 1),
                listed("jbd2", 1, "ext4"),
                listed("mbcache", 1, "ext4"),
                listed("crc16", 2, "ext4", "jbd2")));
        assertEquals(List.of(), graph().compare(kernel));
        kernel.set(1, listed("jbd2", 0, "ext4"));
        assertEquals(List.of("jbd2: the kernel counts 0 references, its users are 1"), words(graph().compare(kernel)));
    }

    @Test
    void everyKindOfDisagreementIsTold() {
        assertEquals(
                List.of(
                        "ext4: used by nobody as computed here, by overlay as the kernel tells",
                        "crc16: used by ext4, jbd2 as computed here, by ext4 as the kernel tells",
                        "loop: only the kernel has it",
                        "mbcache: the kernel does not have it",
                        "jbd2: the kernel does not have it"),
                words(graph().compare(
                                List.of(listed("ext4", 1, "overlay"), listed("crc16", 1, "ext4"), listed("loop", 0)))));
    }

    private static List<String> words(List<DependencyGraph.Disagreement> all) {
        return all.stream().map(Object::toString).toList();
    }

    /** Random loads and removals: our account is the kernel's at every step, and tells which removals it takes. */
    @Test
    void agreesWithASimulatedKernelAtEveryStep() {
        Random random = new Random(5);
        SimulatedKernel kernel = LoadableModule.kernel(true);
        LoaderState state = new LoaderState("", "", List.of());
        int refused = 0;
        for (int step = 0; step < 300; step++) {
            List<String> there =
                    state.modules().stream().map(ModuleRecord::name).toList();
            if (random.nextInt(3) > 0 && there.size() < 25) {
                String name = "m" + step;
                List<String> imports = new ArrayList<>(List.of("do_it"));
                there.stream()
                        .filter(any -> random.nextInt(4) == 0)
                        .limit(8)
                        .forEach(any -> imports.add("export_of_" + any));
                KernelModule module = LoadableModule.of(name, "export_of_" + name, imports.toArray(String[]::new));
                // Each module by an insertion of its own, which knows the others from the state alone.
                Insertion done = new ModuleInsertion(kernel, LoadableModule.linker(), state.bases(), state.exports())
                        .insert(module, "");
                assertTrue(done.isLoaded(), done.link().findings()::toString);
                state = state.with(ModuleRecord.of(done, kernel.list().get(0)));
            } else if (!there.isEmpty()) {
                String name = there.get(random.nextInt(there.size()));
                if (state.graph().users(name).isEmpty()) {
                    kernel.remove(name);
                    state = state.without(name);
                } else {
                    assertThrows(LoadException.class, () -> kernel.remove(name));
                    refused++;
                }
            }
            assertEquals(List.of(), state.graph().compare(kernel.list()), "step " + step);
            for (ResidentModule module : kernel.list()) {
                assertEquals(module.references(), state.graph().references(module.name()));
            }
        }
        assertTrue(refused > 10, "removals that the kernel refuses: " + refused);
        for (ModuleRecord module : List.copyOf(state.modules())) {
            for (String each : state.graph().removalOrder(module.name())) {
                if (state.find(each).isPresent()) {
                    kernel.remove(each);
                    state = state.without(each);
                }
            }
        }
        assertEquals(List.of(), kernel.holdings());
    }
}
