// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The layout of kernels up to 6.3: one block for what stays and one for what is freed after init ({@code
 * layout_sections}, kernel/module/main.c 6.1).
 */
final class CoreInitLayout implements LayoutRules {
    @Override
    public ModuleLayout layOut(KernelModule module, LayoutPlan plan, KernelFacts facts, int pageSize) {
        EffectiveSections sections = EffectiveSections.of(module, plan, facts);
        Placements placements = new Placements(sections.count());
        int pad = facts.has(KernelFact.STRICT_MODULE_RWX) ? pageSize : 1;
        LayoutGroups groups = new LayoutGroups(sections, facts.has(KernelFact.MODULE_UNLOAD), true);
        RegionCounter core = new RegionCounter(RegionKind.CORE);
        RegionCounter init = new RegionCounter(RegionKind.INIT);
        for (boolean initPart : new boolean[] {false, true}) {
            RegionCounter counter = initPart ? init : core;
            for (LayoutPass pass : LayoutPass.values()) {
                groups.place(pass, initPart, counter, placements);
                // The init part has nothing to protect after init, so that pass is not padded there.
                if (!initPart || pass != LayoutPass.RO_AFTER_INIT) {
                    counter.align(pad);
                }
            }
        }
        if (facts.has(KernelFact.KALLSYMS)) {
            new KallsymsTail(module, sections, placements, facts).place(core, init, pad);
        }
        RegionCounter percpu = new RegionCounter(RegionKind.PERCPU);
        if (sections.percpu() != 0) {
            percpu.place(sections.get(sections.percpu()), placements);
        }
        return new ModuleLayout(sections.table(), regions(List.of(core, init, percpu)), placements, plan);
    }

    static List<MemoryRegion> regions(Collection<RegionCounter> counters) {
        List<MemoryRegion> regions = new ArrayList<>();
        for (RegionCounter counter : counters) {
            if (counter.size() != 0) {
                regions.add(counter.region());
            }
        }
        return regions;
    }
}
