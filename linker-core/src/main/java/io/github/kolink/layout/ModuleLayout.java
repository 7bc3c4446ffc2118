// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import com.google.common.math.LongMath;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SectionTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which section goes where, before addresses. Immutable. */
public final class ModuleLayout {
    private final SectionTable sections;
    private final List<MemoryRegion> regions;
    private final Placements placements;
    private final LayoutPlan plan;

    /**
     * A finished layout; normally made by {@link LayoutRules}.
     *
     * @param sections the section headers as the loader has changed them, by index
     * @param regions the blocks of memory needed, those of size 0 left out
     * @param placements where sections go, by section index; sections that are not loaded are missing
     * @param plan what the architecture added
     */
    public ModuleLayout(
            List<SectionHeader> sections,
            List<MemoryRegion> regions,
            Map<Integer, SectionPlacement> placements,
            LayoutPlan plan) {
        this(sections, regions, Placements.of(sections.size(), placements), plan);
    }

    /**
     * A finished layout of a loader's rules.
     *
     * @param sections the section headers as the loader has changed them, by index
     * @param regions the blocks of memory needed, those of size 0 left out
     * @param placements where sections go; not copied, must not change any more
     * @param plan what the architecture added
     */
    public ModuleLayout(
            List<SectionHeader> sections, List<MemoryRegion> regions, Placements placements, LayoutPlan plan) {
        this.sections = SectionTable.of(sections);
        this.regions = List.copyOf(regions);
        this.placements = placements;
        this.plan = plan;
    }

    /**
     * The section headers after the loader's changes: flags, and for synthetic sections type, alignment and size.
     *
     * @return by section index
     */
    public SectionTable sections() {
        return sections;
    }

    /**
     * The blocks of memory the module needs.
     *
     * @return none of size 0
     */
    public List<MemoryRegion> regions() {
        return regions;
    }

    /**
     * A block.
     *
     * @param kind which
     * @return empty if the module needs none
     */
    public Optional<MemoryRegion> region(RegionKind kind) {
        for (MemoryRegion region : regions) {
            if (region.kind() == kind) {
                return Optional.of(region);
            }
        }
        return Optional.empty();
    }

    /**
     * Where a section goes.
     *
     * @param section section index
     * @return empty if it is not loaded
     */
    public Optional<SectionPlacement> placement(int section) {
        return Optional.ofNullable(placements.get(section));
    }

    /**
     * Where all sections go.
     *
     * @return by section index
     */
    public Placements placements() {
        return placements;
    }

    /**
     * What the architecture added.
     *
     * @return its plan
     */
    public LayoutPlan plan() {
        return plan;
    }

    /**
     * What sysfs calls {@code coresize}.
     *
     * @return all that stays after init, per-CPU data apart [bytes]; 2^63 - 1 if it is larger
     */
    public long coreSize() {
        long size = 0;
        for (MemoryRegion region : regions) {
            if (!region.kind().isInit() && region.kind() != RegionKind.PERCPU) {
                size = LongMath.saturatedAdd(size, region.size());
            }
        }
        return size;
    }

    /**
     * All memory.
     *
     * @return sum over the regions [bytes]; 2^63 - 1 if it is larger
     */
    public long totalSize() {
        long size = 0;
        for (MemoryRegion region : regions) {
            size = LongMath.saturatedAdd(size, region.size());
        }
        return size;
    }
}
