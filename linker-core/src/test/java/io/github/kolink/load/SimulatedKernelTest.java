// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfWriter;
import io.github.kolink.finding.Findings;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.TestModule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedKernelTest {
    private static final KernelModule PROVIDER = LoadableModule.of("provider", "helper_one", "do_it");
    private static final KernelModule USER = LoadableModule.of("user", "helper_two", "do_it", "helper_one");
    private static final int PAGE = 4096;

    private final ModuleLinker linker = LoadableModule.linker();

    private ModuleInsertion into(SimulatedKernel kernel) {
        return new ModuleInsertion(kernel, linker, Map.of());
    }

    private static Errno refusal(Runnable load) {
        return assertThrows(LoadException.class, load::run).errno().orElseThrow();
    }

    private ModuleLayout layout(KernelModule module) {
        return linker.layOut(module, new Findings()).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoadedModuleLivesWithInitMemoryFreed(boolean memoryTypes) {
        SimulatedKernel kernel = LoadableModule.kernel(memoryTypes);
        List<String> during = new ArrayList<>();
        kernel.onInit(image -> {
            assertEquals(ModuleState.COMING, kernel.list().get(0).state());
            during.addAll(protections(kernel, image));
            return 0;
        });
        Insertion done = into(kernel).insert(PROVIDER, "count=3");
        assertTrue(done.isLoaded(), done.link().findings()::toString);
        LinkedImage image = done.link().image().orElseThrow();
        assertEquals(List.of("r-x", "r--", "rw-", "rw-", "r-x", "r--", "rw-"), during);
        assertEquals(List.of("r-x", "r--", "r--", "rw-", "", "", ""), protections(kernel, image));
        byte[] text = new byte[image.bytes(RegionKind.TEXT).remaining()];
        image.bytes(RegionKind.TEXT).get(text);
        assertArrayEquals(
                text, kernel.read(image.base(RegionKind.TEXT), text.length).orElseThrow());
        ResidentModule shown = kernel.list().get(0);
        assertEquals(ModuleState.LIVE, shown.state());
        assertEquals(image.base(RegionKind.TEXT), shown.base());
        assertEquals(4 * PAGE, shown.size());
        kernel.remove("provider");
        assertEquals(List.of(), kernel.holdings());
        assertEquals(List.of(), kernel.list());
    }

    private static List<String> protections(SimulatedKernel kernel, LinkedImage image) {
        return SimulatedRoom.ORDER.stream()
                .map(kind -> kernel.protection(image.base(kind)))
                .toList();
    }

    @Test
    void classesAreAdjacentBeforeMemoryTypes() {
        SimulatedKernel before = LoadableModule.kernel(false);
        SimulatedKernel after = LoadableModule.kernel(true);
        long[] distance = new long[2];
        for (SimulatedKernel kernel : List.of(before, after)) {
            try (Reservation room = kernel.reserve("x", layout(PROVIDER))) {
                distance[kernel == before ? 0 : 1] = room.addresses().base(RegionKind.RODATA)
                        - room.addresses().base(RegionKind.TEXT);
            }
        }
        assertArrayEquals(new long[] {PAGE, 2 * PAGE}, distance, "a page that nobody has lies between areas");
    }

    @Test
    void usersAreCountedAndKeepAModule() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        ModuleInsertion insertion = into(kernel);
        assertTrue(insertion.insert(PROVIDER, "").isLoaded());
        assertTrue(insertion.insert(USER, "").isLoaded());
        ResidentModule provider = kernel.list().get(1);
        assertEquals("provider", provider.name());
        assertEquals(1, provider.references());
        assertEquals(List.of("user"), provider.users());
        assertEquals(Errno.EAGAIN, refusal(() -> kernel.remove("provider")));
        kernel.remove("user");
        kernel.use("provider", 1);
        assertEquals(Errno.EAGAIN, refusal(() -> kernel.remove("provider")));
        kernel.use("provider", -1);
        kernel.remove("provider");
        assertEquals(List.of(), kernel.holdings());
        assertEquals(Errno.ENOENT, refusal(() -> kernel.remove("provider")));
    }

    @Test
    void aModuleThatMovedIsStale() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        into(kernel).insert(PROVIDER, "");
        try (Reservation room = kernel.reserve("user", layout(LoadableModule.of("user", "x")))) {
            LinkedImage image = image("user", room);
            long base = kernel.list().get(0).base();
            assertEquals(
                    Errno.ESTALE, refusal(() -> room.load(image, "", List.of(new Dependency("provider", base + 1)))));
            assertEquals(Errno.EPERM, refusal(() -> room.load(image, "", List.of())), "the image was changed");
        }
        try (Reservation room = kernel.reserve("user", layout(LoadableModule.of("user", "x")))) {
            assertEquals(
                    Errno.ESTALE,
                    refusal(() -> room.load(image("user", room), "", List.of(new Dependency("nobody", 0)))));
        }
    }

    private LinkedImage image(String name, Reservation room) {
        return linker.link(LoadableModule.of(name, "x"), needed -> room.addresses())
                .image()
                .orElseThrow();
    }

    @Test
    void aDependencyMustBeLive() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        kernel.onInit(image -> {
            long base = kernel.list().get(0).base();
            kernel.onInit(other -> 0);
            try (Reservation room = kernel.reserve("user", layout(LoadableModule.of("user", "x")))) {
                List<Dependency> coming = List.of(new Dependency("provider", base));
                assertEquals(Errno.EBUSY, refusal(() -> room.load(image("user", room), "", coming)));
            }
            return 0;
        });
        assertTrue(into(kernel).insert(PROVIDER, "").isLoaded());
    }

    @Test
    void aNameIsLoadedOnce() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        into(kernel).insert(PROVIDER, "");
        List<String> before = kernel.holdings();
        KernelModule same = LoadableModule.of("provider", "something_else");
        assertEquals(Errno.EEXIST, refusal(() -> into(kernel).insert(same, "")));
        assertEquals(before, kernel.holdings());
    }

    @Test
    void anExportIsThereOnce() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        into(kernel).insert(PROVIDER, "");
        List<String> before = kernel.holdings();
        KernelModule rival = LoadableModule.of("rival", "helper_one");
        assertEquals(Errno.ENOEXEC, refusal(() -> into(kernel).insert(rival, "")));
        assertEquals(before, kernel.holdings());
        assertEquals(List.of("rival: exports duplicate symbol helper_one (owned by provider)"), kernel.log());
    }

    @Test
    void initsErrorLeavesNothing() {
        SimulatedKernel kernel = LoadableModule.kernel(true);
        kernel.onInit(image -> -Errno.ENODEV.number());
        Insertion failed = into(kernel).insert(PROVIDER, "");
        assertEquals(-19, failed.init().orElseThrow());
        assertFalse(failed.isLoaded());
        assertEquals(List.of(), kernel.holdings());
        assertEquals(List.of(), kernel.list());
    }

    @Test
    void aModuleWithoutExitStays() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        assertTrue(into(kernel).insert(LoadableModule.permanent("stays"), "").isLoaded());
        assertEquals(Errno.EBUSY, refusal(() -> kernel.remove("stays")));
    }

    @Test
    void unknownParametersAreWarnedOfAndBadValuesRefused() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        assertTrue(into(kernel).insert(PROVIDER, "count=0x10 on nosuch=1").isLoaded());
        assertEquals(List.of("provider: unknown parameter 'nosuch' ignored"), kernel.log());
        kernel.remove("provider");
        for (String bad : List.of("count=many", "count", "count=4294967296", "on=maybe")) {
            assertEquals(Errno.EINVAL, refusal(() -> into(kernel).insert(PROVIDER, bad)), bad);
            assertEquals(List.of(), kernel.holdings(), bad);
        }
        assertTrue(kernel.log().contains("provider: `many' invalid for parameter `count'"), kernel.log()::toString);
    }

    /** Every place where something is taken fails in turn, with and without a second module that holds the first. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFaultAtAnyStepLeavesNothing(boolean memoryTypes) {
        SimulatedKernel kernel = LoadableModule.kernel(memoryTypes);
        ModuleInsertion insertion = into(kernel);
        insertion.insert(PROVIDER, "");
        List<String> before = kernel.holdings();
        Set<LoadStep> failed = new HashSet<>();
        int place = 0;
        while (true) {
            int[] left = {place++};
            kernel.failing((step, what) -> {
                if (left[0]-- != 0) {
                    return Optional.empty();
                }
                failed.add(step);
                return Optional.of(Errno.ENOMEM);
            });
            try {
                assertTrue(insertion.insert(USER, "count=1").isLoaded());
                break;
            } catch (LoadException e) {
                assertEquals("ENOMEM", e.errnoName());
                assertEquals(before, kernel.holdings(), e.getMessage());
                assertEquals(0, kernel.list().get(0).references(), e.getMessage());
                assertEquals(1, kernel.list().size(), e.getMessage());
            }
        }
        Set<LoadStep> all = new HashSet<>(List.of(LoadStep.values()));
        all.remove(LoadStep.INIT);
        assertEquals(all, failed);
        kernel.remove("user");
        assertEquals(before, kernel.holdings());
    }

    @Test
    void aModuleWithASymbolThatNobodyKnowsIsNotLoaded() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        ModuleLinker blind = new ModuleLinker(
                TestKernel.linker(LoadableModule.ARCHITECTURE, TestKernel.kallsyms("ffffffff81000000 T _text"), f -> f)
                        .target(),
                LoadableModule.ARCHITECTURE,
                new LoadLayout());
        Insertion refused = new ModuleInsertion(kernel, blind, Map.of()).insert(PROVIDER, "");
        assertTrue(refused.link().image().isPresent(), "it can be looked at");
        assertTrue(refused.init().isEmpty());
        assertEquals(List.of(), kernel.holdings());
    }

    @Test
    void anAbandonedReservationIsFree() {
        SimulatedKernel kernel = LoadableModule.kernel(true);
        Reservation room = kernel.reserve("probe", layout(PROVIDER));
        assertEquals(ModuleState.RESERVED, kernel.list().get(0).state());
        assertTrue(kernel.list().get(0).owner().isPresent());
        room.close();
        room.close();
        assertEquals(List.of(), kernel.holdings());
        kernel.reserve("probe", layout(PROVIDER));
        kernel.close();
        assertEquals(List.of(), kernel.holdings(), "a process that dies");
        assertEquals(Errno.EPERM, refusal(() -> room.load(image("probe", room), "", List.of())));
    }

    @Test
    void aRefusalByLookingMayBeCorrected() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        try (Reservation room = kernel.reserve("user", layout(LoadableModule.of("user", "x")))) {
            LinkedImage elsewhere = linker.link(
                            LoadableModule.of("user", "x"), TestKernel.addresses(LoadableModule.ARCHITECTURE))
                    .image()
                    .orElseThrow();
            assertEquals(Errno.ERANGE, refusal(() -> room.load(elsewhere, "", List.of())));
            assertEquals(0, room.load(image("user", room), "", List.of()));
        }
        assertEquals("user", kernel.list().get(0).name());
    }

    @Test
    void absurdRequestsAreRefused() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        ModuleLayout sound = layout(PROVIDER);
        for (String name : List.of("", "a/b", "a\nb", "x".repeat(56))) {
            assertEquals(Errno.EINVAL, refusal(() -> kernel.reserve(name, sound)), name);
        }
        ElfWriter large = LoadableModule.writer("large", "e").noBits(".bss", TestModule.WA, 8, 65L << 20);
        assertEquals(Errno.E2BIG, refusal(() -> kernel.reserve("large", layout(TestModule.of(large)))));
        assertEquals(List.of(), kernel.holdings());
    }

    @Test
    void modulesInfoIsInMemoryUntilInitIsDone() {
        ElfWriter elf = LoadableModule.writer("probe", "e");
        ModuleLayout layout = layout(TestModule.of(elf));
        int info = elf.sectionIndex(".modinfo");
        assertEquals(
                RegionKind.INIT_RODATA, layout.placement(info).orElseThrow().region());
        assertTrue(layout.sections().get(info).has(TestModule.A));
        assertEquals(PAGE, layout.region(RegionKind.INIT_RODATA).orElseThrow().size());
    }
}
