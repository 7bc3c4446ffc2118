// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of one module: up to 6.3 one area for what stays and one for what is freed after init, in the order of {@link
 * #ORDER}; from 6.4 on an area per type ({@code enum mod_mem_type}, include/linux/module.h 6.4).
 */
final class SimulatedRoom {
    /** Memory types as they follow each other in one area. */
    static final List<RegionKind> ORDER = List.of(
            RegionKind.TEXT,
            RegionKind.RODATA,
            RegionKind.RO_AFTER_INIT,
            RegionKind.DATA,
            RegionKind.INIT_TEXT,
            RegionKind.INIT_RODATA,
            RegionKind.INIT_DATA);

    private record Area(long base, boolean init, String held) {}

    private final SimulatedKernel kernel;
    private final String name;
    private final Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
    private final Map<RegionKind, Long> sizes = new EnumMap<>(RegionKind.class);
    private final List<Area> areas = new ArrayList<>();
    private Optional<String> percpu = Optional.empty();

    SimulatedRoom(SimulatedKernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
    }

    /** Takes all memory, or none. */
    void take(ModuleLayout layout) {
        try {
            List<MemoryRegion> core = new ArrayList<>();
            List<MemoryRegion> init = new ArrayList<>();
            for (RegionKind kind : ORDER) {
                layout.region(kind).ifPresent((kind.isInit() ? init : core)::add);
            }
            for (List<MemoryRegion> half : List.of(core, init)) {
                if (kernel.hasMemoryTypes()) {
                    half.forEach(region -> take(List.of(region)));
                } else if (!half.isEmpty()) {
                    take(half);
                }
            }
            if (layout.region(RegionKind.PERCPU).isPresent()) {
                takePercpu(layout.region(RegionKind.PERCPU).get());
            }
        } catch (LoadException e) {
            free();
            throw e;
        }
    }

    private void take(List<MemoryRegion> regions) {
        SimulatedMemory memory = kernel.memory();
        String what = regions.get(0).kind().isInit() ? "init memory" : "memory";
        kernel.mayFail(LoadStep.RESERVE, name, what);
        long size = regions.stream()
                .mapToLong(region -> memory.pages(region.size()))
                .sum();
        long base = memory.allocate(size).orElseThrow(() -> new LoadException("ALLOC " + name, Errno.ENOMEM));
        String held = kernel.hold(name, what + " at " + Long.toHexString(base));
        areas.add(new Area(base, regions.get(0).kind().isInit(), held));
        long next = base;
        for (MemoryRegion region : regions) {
            bases.put(region.kind(), next);
            sizes.put(region.kind(), memory.pages(region.size()));
            next += memory.pages(region.size());
        }
    }

    private void takePercpu(MemoryRegion region) {
        kernel.mayFail(LoadStep.RESERVE, name, "per-CPU memory");
        long at = kernel.nextPercpu(region.size(), region.alignment());
        bases.put(RegionKind.PERCPU, at);
        percpu = Optional.of(kernel.hold(name, "per-CPU memory at " + Long.toHexString(at)));
    }

    /** Frees what is freed after init. */
    void freeInit() {
        for (Area area : List.copyOf(areas)) {
            if (area.init()) {
                free(area);
            }
        }
        bases.keySet().removeIf(RegionKind::isInit);
    }

    /** Frees everything that is still there. */
    void free() {
        List.copyOf(areas).forEach(this::free);
        percpu.ifPresent(kernel::give);
        percpu = Optional.empty();
        bases.clear();
    }

    private void free(Area area) {
        kernel.memory().free(area.base());
        kernel.give(area.held());
        areas.remove(area);
    }

    /** Whether this is memory of the module. */
    Optional<Long> base(RegionKind kind) {
        return Optional.ofNullable(bases.get(kind));
    }

    /** Protects a type of memory, if the module has it. */
    void protect(RegionKind kind, String protection) {
        base(kind).ifPresent(at -> kernel.memory().protect(at, sizes.getOrDefault(kind, 0L), protection));
    }

    /** What {@code /proc/modules} shows: where what stays begins, from 6.4 on where the text begins. */
    long shownBase() {
        return ORDER.stream()
                .limit(kernel.hasMemoryTypes() ? 1 : 4)
                .flatMap(kind -> base(kind).stream())
                .findFirst()
                .orElse(0L);
    }

    /** All memory but per-CPU [bytes]. */
    long size() {
        return bases.keySet().stream()
                .mapToLong(kind -> sizes.getOrDefault(kind, 0L))
                .sum();
    }

    RegionAddresses addresses() {
        return new RegionAddresses(Map.copyOf(bases), Map.of());
    }
}
