// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.finalise.Stage;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Verdict;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.module.KernelModule;
import io.github.kolink.resolve.ModuleExports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Inserts modules into a kernel one behind the other: room, link, load. A module sees the exports of those that were
 * inserted before it. Not thread-safe.
 */
public final class ModuleInsertion {
    private final KernelLoader kernel;
    private final ModuleLinker linker;
    private final Map<String, Long> bases;
    private final ModuleExports inserted;

    /**
     * Insertions into a kernel.
     *
     * @param kernel where modules go
     * @param linker for that kernel; its layout must be {@link LoadLayout}
     * @param bases where the modules lay whose symbols the linker knows, by name [kernel virtual address, unsigned]
     */
    public ModuleInsertion(KernelLoader kernel, ModuleLinker linker, Map<String, Long> bases) {
        this(kernel, linker, bases, new ModuleExports());
    }

    /**
     * Insertions into a kernel that has modules already.
     *
     * @param kernel where modules go
     * @param linker for that kernel; its layout must be {@link LoadLayout}
     * @param bases where the modules lie whose symbols are known, by name [kernel virtual address, unsigned]
     * @param known what these modules export; what is inserted is added to it
     */
    public ModuleInsertion(KernelLoader kernel, ModuleLinker linker, Map<String, Long> bases, ModuleExports known) {
        this.inserted = known;
        this.kernel = kernel;
        this.linker = linker;
        this.bases = new HashMap<>(bases);
    }

    /**
     * Inserts a module.
     *
     * @param module the module
     * @param parameters as on the command line of {@code insmod}
     * @return what came of it; whatever it is, a module that is not loaded holds no memory
     * @throws LoadException if the kernel gave no room or did not take the image
     */
    public Insertion insert(KernelModule module, String parameters) {
        List<Reservation> room = new ArrayList<>(1);
        List<ModuleLayout> layout = new ArrayList<>(1);
        try {
            LinkResult result = linker.link(
                    module,
                    needed -> {
                        layout.add(needed);
                        room.add(kernel.reserve(module.name(), needed));
                        return room.get(0).addresses();
                    },
                    inserted,
                    Optional.empty(),
                    Stage.RELOCATED);
            if (result.image().isEmpty() || isGuessed(result)) {
                return new Insertion(
                        result, room.stream().findFirst().map(Reservation::addresses), OptionalInt.empty());
            }
            RegionAddresses addresses = room.get(0).addresses();
            int init = room.get(0)
                    .load(
                            result.image().get(),
                            parameters,
                            dependencies(result.image().get().providers()));
            if (init >= 0) {
                inserted.add(module, layout.get(0), addresses);
                remember(module.name());
            }
            return new Insertion(result, Optional.of(addresses), OptionalInt.of(init));
        } finally {
            room.forEach(Reservation::close);
        }
    }

    /** A symbol that nobody could tell has the value 0: fit to be looked at, not to be run. */
    private static boolean isGuessed(LinkResult result) {
        return result.verdict() == Verdict.UNDEFINED
                || result.findings().stream().anyMatch(finding -> finding.code() == FindingCode.SYMBOL_NOT_IN_SNAPSHOT);
    }

    private List<Dependency> dependencies(List<String> providers) {
        // A base that is not known is no module's: the kernel then says that the dependency is stale.
        return providers.stream()
                .map(name -> new Dependency(name, bases.getOrDefault(name, -1L)))
                .toList();
    }

    private void remember(String name) {
        kernel.list().stream()
                .filter(module -> module.name().equals(name))
                .findFirst()
                .ifPresent(module -> bases.put(name, module.base()));
    }
}
