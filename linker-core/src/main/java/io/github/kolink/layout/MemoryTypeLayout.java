// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The layout of kernels from 6.4 on: one block per {@code enum mod_mem_type}, each rounded up to pages as a whole ({@code
 * __layout_sections}, kernel/module/main.c 6.4).
 */
final class MemoryTypeLayout implements LayoutRules {
    private static final RegionKind[] KINDS = RegionKind.values();

    @Override
    public ModuleLayout layOut(KernelModule module, LayoutPlan plan, KernelFacts facts, int pageSize) {
        EffectiveSections sections = EffectiveSections.of(module, plan, facts);
        Placements placements = new Placements(sections.count());
        // There is no read-only-after-init memory in the init part: such a section goes with the data.
        LayoutGroups groups = new LayoutGroups(sections, facts.has(KernelFact.MODULE_UNLOAD), false);
        Map<RegionKind, RegionCounter> counters = new EnumMap<>(RegionKind.class);
        for (RegionKind kind : KINDS) {
            counters.put(kind, new RegionCounter(kind));
        }
        for (boolean initPart : new boolean[] {false, true}) {
            for (LayoutPass pass : LayoutPass.values()) {
                groups.place(pass, initPart, of(counters, kind(pass, initPart)), placements);
            }
        }
        if (facts.has(KernelFact.KALLSYMS)) {
            new KallsymsTail(module, sections, placements, facts)
                    .place(of(counters, RegionKind.DATA), of(counters, RegionKind.INIT_DATA), 1);
        }
        counters.values().forEach(counter -> counter.align(pageSize));
        if (sections.percpu() != 0) {
            of(counters, RegionKind.PERCPU).place(sections.get(sections.percpu()), placements);
        }
        return new ModuleLayout(sections.table(), CoreInitLayout.regions(counters.values()), placements, plan);
    }

    private static RegionCounter of(Map<RegionKind, RegionCounter> counters, RegionKind kind) {
        return Objects.requireNonNull(counters.get(kind));
    }

    private static RegionKind kind(LayoutPass pass, boolean init) {
        return switch (pass) {
            case TEXT -> init ? RegionKind.INIT_TEXT : RegionKind.TEXT;
            case RODATA -> init ? RegionKind.INIT_RODATA : RegionKind.RODATA;
            case RO_AFTER_INIT -> RegionKind.RO_AFTER_INIT;
            case DATA -> init ? RegionKind.INIT_DATA : RegionKind.DATA;
        };
    }
}
