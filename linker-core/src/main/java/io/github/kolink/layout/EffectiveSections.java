// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHF_RO_AFTER_INIT;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SectionTable;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.util.Map;

/**
 * The section headers after the loader's changes and before layout: {@code rewrite_section_headers}, the architecture's
 * hook, and the first half of {@code layout_and_allocate} (kernel/module/main.c 6.1).
 */
final class EffectiveSections {
    static final String PERCPU = ".data..percpu";

    private final SectionHeader[] sections;
    private int percpu;

    private EffectiveSections(SectionTable sections) {
        this.sections = sections.copy();
    }

    static EffectiveSections of(KernelModule module, LayoutPlan plan, KernelFacts facts) {
        EffectiveSections effective = new EffectiveSections(module.file().sections());
        effective.drop(".modinfo");
        effective.drop("__versions");
        if (facts.has(KernelFact.EXTENDED_MODVERSIONS)) {
            effective.drop("__version_ext_crcs");
            effective.drop("__version_ext_names");
        }
        for (SyntheticSection added : plan.sections()) {
            SectionHeader header = effective.sections[added.section()];
            effective.set(header.asNoBits(added.flags(), added.alignment(), added.size()));
        }
        for (Map.Entry<Integer, Long> raised : plan.alignments().entrySet()) {
            effective.set(effective.sections[raised.getKey()].withAlignment(raised.getValue()));
        }
        if (facts.has(KernelFact.SMP)) {
            effective.percpu = effective.drop(PERCPU);
        }
        effective.markReadOnlyAfterInit(".data..ro_after_init");
        effective.markReadOnlyAfterInit("__jump_table");
        if (facts.has(KernelFact.STATIC_CALL_SITES_RO)) {
            effective.markReadOnlyAfterInit(".static_call_sites");
        }
        return effective;
    }

    int count() {
        return sections.length;
    }

    SectionHeader get(int section) {
        return sections[section];
    }

    /** As they are now. */
    SectionTable table() {
        return SectionTable.of(sections);
    }

    /** Section index of the per-CPU data that is allocated apart; 0 if there is none. */
    int percpu() {
        return percpu;
    }

    /** Gives a section {@code SHF_ALLOC}, as the loader does with the symbol and string tables. */
    void allocate(int index) {
        SectionHeader header = sections[index];
        set(header.withFlags(header.flags() | SHF_ALLOC));
    }

    private int drop(String name) {
        int index = allocated(name);
        if (index != 0) {
            SectionHeader header = sections[index];
            set(header.withFlags(header.flags() & ~SHF_ALLOC));
        }
        return index;
    }

    private void markReadOnlyAfterInit(String name) {
        int index = allocated(name);
        if (index != 0) {
            SectionHeader header = sections[index];
            set(header.withFlags(header.flags() | SHF_RO_AFTER_INIT));
        }
    }

    private int allocated(String name) {
        for (SectionHeader section : sections) {
            if (section.isNamed(name) && section.has(SHF_ALLOC)) {
                return section.index();
            }
        }
        return 0;
    }

    private void set(SectionHeader header) {
        sections[header.index()] = header;
    }
}
