// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.module.KernelModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The layout of images that are handed to a kernel: one region per memory type, for kernels before 6.4 too, whose core and
 * init memory is these types one behind the other. Beside what the kernel loads, {@code .modinfo} is in memory, where the
 * kernel's side reads it, and {@code .BTF} and {@code .BTF.base}, which it reads from the file otherwise; all are freed
 * after init.
 */
public final class LoadLayout implements LayoutRules {
    private static final List<String> READ_FROM_THE_FILE = List.of(".modinfo", ".BTF", ".BTF.base");

    /** The layout. */
    public LoadLayout() {}

    @Override
    public ModuleLayout layOut(KernelModule module, LayoutPlan plan, KernelFacts facts, int pageSize) {
        ModuleLayout kernels = LayoutRules.memoryTypes().layOut(module, plan, facts, pageSize);
        List<SectionHeader> sections = new ArrayList<>(kernels.sections());
        Map<Integer, SectionPlacement> placements = new HashMap<>();
        for (SectionHeader section : sections) {
            kernels.placement(section.index()).ifPresent(place -> placements.put(section.index(), place));
        }
        long end = endOf(RegionKind.INIT_RODATA, kernels);
        long alignment = kernels.region(RegionKind.INIT_RODATA)
                .map(MemoryRegion::alignment)
                .orElse(1L);
        for (String name : READ_FROM_THE_FILE) {
            Optional<SectionHeader> section = first(kernels.sections(), name);
            if (section.isPresent() && !placements.containsKey(section.get().index())) {
                SectionHeader header = section.get();
                long align = Math.max(1, Math.min(pageSize, header.alignment()));
                long at = (end + align - 1) & -align;
                sections.set(header.index(), header.withFlags(header.flags() | SHF_ALLOC));
                placements.put(header.index(), new SectionPlacement(RegionKind.INIT_RODATA, at));
                end = at + Math.max(0, header.size());
                alignment = Math.max(alignment, align);
            }
        }
        long size = (end + pageSize - 1) & -(long) pageSize;
        return new ModuleLayout(sections, with(kernels, size, alignment), placements, kernels.plan());
    }

    private static Optional<SectionHeader> first(List<SectionHeader> sections, String name) {
        return sections.stream()
                .filter(section -> section.name().equals(name) && !section.isEmptyInFile())
                .findFirst();
    }

    /** The end of a region's last section [bytes into it]. */
    private static long endOf(RegionKind kind, ModuleLayout layout) {
        long end = 0;
        for (SectionHeader section : layout.sections()) {
            Optional<SectionPlacement> place =
                    layout.placement(section.index()).filter(placed -> placed.region() == kind);
            if (place.isPresent()) {
                end = Math.max(end, place.get().offset() + section.size());
            }
        }
        return end;
    }

    private static List<MemoryRegion> with(ModuleLayout layout, long size, long alignment) {
        List<MemoryRegion> regions = new ArrayList<>();
        for (MemoryRegion region : layout.regions()) {
            if (region.kind() != RegionKind.INIT_RODATA) {
                regions.add(region);
            }
        }
        if (size != 0) {
            regions.add(new MemoryRegion(RegionKind.INIT_RODATA, size, alignment));
        }
        return regions;
    }
}
