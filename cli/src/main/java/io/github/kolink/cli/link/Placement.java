// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import io.github.kolink.cli.report.Hexadecimal;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.GivenAddresses;
import io.github.kolink.link.SectionAddresses;
import io.github.kolink.link.SequentialAddresses;
import io.github.kolink.relocate.MemoryModel;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Gives the modules of one command line their addresses, one behind the other. */
final class Placement {
    private static final int PERCPU_ALIGNMENT = 4096;

    private final MemoryModel model;
    private final boolean percpuGiven;
    private long next;
    private long nextPercpu;

    Placement(MemoryModel model, Optional<Long> base, Optional<Long> percpu) {
        this.model = model;
        this.next = base.orElse(model.moduleArea());
        this.percpuGiven = percpu.isPresent();
        this.nextPercpu = percpu.orElse(model.percpuBase());
    }

    /** Behind all others. */
    RegionAddresses behind(String name, ModuleLayout layout, Findings findings) {
        if (!percpuGiven && layout.region(RegionKind.PERCPU).isPresent()) {
            assumed(name, RegionKind.PERCPU, nextPercpu, "--percpu", findings);
        }
        return taken(layout, sequential());
    }

    /** At an address of its own. */
    RegionAddresses at(long base, ModuleLayout layout) {
        return taken(layout, new SequentialAddresses(base, model.pageSize(), nextPercpu));
    }

    /** Regions at given bases. */
    RegionAddresses regions(Map<RegionKind, Long> bases, String name, ModuleLayout layout, Findings findings) {
        RegionAddresses where = taken(layout, new GivenAddresses(bases, sequential()));
        for (MemoryRegion region : layout.regions()) {
            if (!bases.containsKey(region.kind()) && !(percpuGiven && region.kind() == RegionKind.PERCPU)) {
                assumed(name, region.kind(), where.base(region.kind()), "--region", findings);
            }
        }
        for (RegionKind kind : new TreeSet<>(bases.keySet())) {
            if (layout.region(kind).isEmpty()) {
                findings.add(Finding.of(
                        FindingCode.PLACE_UNKNOWN_SECTION,
                        name,
                        "the module has no region " + kind.label() + " in this kernel's layout"));
            }
        }
        return where;
    }

    /** Sections at given addresses. */
    RegionAddresses sections(Map<String, Long> named, String name, ModuleLayout layout, Findings findings) {
        RegionAddresses where = taken(layout, new SectionAddresses(named, sequential()));
        for (MemoryRegion region : layout.regions()) {
            boolean given = layout.sections().stream()
                    .anyMatch(section -> named.containsKey(section.name())
                            && layout.placement(section.index())
                                    .filter(place -> place.region() == region.kind())
                                    .isPresent());
            if (!given && !(percpuGiven && region.kind() == RegionKind.PERCPU)) {
                assumed(name, region.kind(), where.base(region.kind()), "--sections", findings);
            }
        }
        for (String section : named.keySet()) {
            if (layout.sections().stream().noneMatch(known -> known.name().equals(section))) {
                findings.add(Finding.of(
                                FindingCode.PLACE_UNKNOWN_SECTION,
                                name,
                                "an address is given for it, but the module has no such section: another build?")
                        .in(section));
            }
        }
        return where;
    }

    private SequentialAddresses sequential() {
        return new SequentialAddresses(next, model.pageSize(), nextPercpu);
    }

    private static void assumed(String name, RegionKind kind, long base, String option, Findings findings) {
        findings.add(Finding.of(
                FindingCode.PLACE_ASSUMED,
                name,
                "the region " + kind.label() + " is placed at " + Hexadecimal.address(base) + ", as " + option
                        + " says nothing of it"));
    }

    private RegionAddresses taken(ModuleLayout layout, AddressSpace space) {
        RegionAddresses where = space.reserve(layout);
        for (MemoryRegion region : layout.regions()) {
            long end = where.base(region.kind()) + region.size();
            if (region.kind() == RegionKind.PERCPU) {
                nextPercpu = later(nextPercpu, end, PERCPU_ALIGNMENT);
            } else {
                next = later(next, end, model.pageSize());
            }
        }
        return where;
    }

    private static long later(long known, long end, int alignment) {
        long rounded = (end + alignment - 1) & -(long) alignment;
        return Long.compareUnsigned(rounded, known) > 0 ? rounded : known;
    }
}
