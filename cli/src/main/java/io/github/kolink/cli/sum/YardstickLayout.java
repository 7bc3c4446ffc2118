// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.sum;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;
import static io.github.kolink.elf.ElfConstants.SHF_RO_AFTER_INIT;
import static io.github.kolink.elf.ElfConstants.SHF_WRITE;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.Placements;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.module.KernelModule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The layout the package describes: one block, groups padded to pages. */
final class YardstickLayout implements LayoutRules {
    private static final String PERCPU = ".data..percpu";

    @Override
    public ModuleLayout layOut(KernelModule module, LayoutPlan plan, KernelFacts facts, int pageSize) {
        List<SectionHeader> sections = new ArrayList<>();
        List<MemoryRegion> regions = new ArrayList<>();
        Placements placements = new Placements(module.file().sections().size());
        int percpu = 0;
        for (SectionHeader section : module.file().sections()) {
            if (section.isNamed(PERCPU)) {
                regions.removeIf(region -> region.kind() == RegionKind.PERCPU);
                regions.add(new MemoryRegion(RegionKind.PERCPU, section.size(), Math.max(1, section.alignment())));
                placements.remove(percpu);
                percpu = section.index();
                placements.put(section.index(), new SectionPlacement(RegionKind.PERCPU, 0));
            }
            sections.add(isLoaded(section) ? section : section.withFlags(section.flags() & ~SHF_ALLOC));
        }
        regions.add(0, new MemoryRegion(RegionKind.CORE, block(sections, placements, pageSize), pageSize));
        return new ModuleLayout(sections, regions, placements, LayoutPlan.NONE);
    }

    private static boolean isLoaded(SectionHeader section) {
        return !section.isNamed(".modinfo") && !section.isNamed("__versions") && !section.isNamed(PERCPU);
    }

    /** Places the loaded sections and returns the size of the block. */
    private static long block(List<SectionHeader> sections, Placements placements, int pageSize) {
        @Nullable Group[] groups = new Group[sections.size()];
        boolean[] inits = new boolean[groups.length];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = Group.of(sections.get(i));
            inits[i] = groups[i] != null && sections.get(i).nameStartsWith(".init");
        }
        long size = 0;
        for (boolean init : new boolean[] {false, true}) {
            for (Group group : Group.ORDER) {
                for (int i = 0; i < groups.length; i++) {
                    if (groups[i] == group && inits[i] == init) {
                        SectionHeader section = sections.get(i);
                        size = roundUp(size, Math.max(1, section.alignment()));
                        placements.put(section.index(), new SectionPlacement(RegionKind.CORE, size));
                        size = Math.addExact(size, section.size());
                    }
                }
                size = group == Group.DATA ? size : roundUp(size, pageSize);
            }
        }
        return size;
    }

    private static long roundUp(long size, long alignment) {
        return (size + alignment - 1) & -alignment;
    }

    private enum Group {
        CODE(SHF_ALLOC | SHF_EXECINSTR, 0),
        READ_ONLY(SHF_ALLOC, SHF_WRITE),
        READ_ONLY_AFTER_INIT(SHF_ALLOC | SHF_RO_AFTER_INIT, 0),
        DATA(SHF_ALLOC | SHF_WRITE, 0),
        REST(SHF_ALLOC, 0);

        private static final Group[] ORDER = values();

        private final long with;
        private final long without;

        Group(long with, long without) {
            this.with = with;
            this.without = without;
        }

        /** The first one that takes a section; null if none does. */
        static @Nullable Group of(SectionHeader section) {
            for (Group group : ORDER) {
                if (group.takes(section)) {
                    return group;
                }
            }
            return null;
        }

        private boolean takes(SectionHeader section) {
            return section.has(with) && (section.flags() & without) == 0;
        }
    }
}
