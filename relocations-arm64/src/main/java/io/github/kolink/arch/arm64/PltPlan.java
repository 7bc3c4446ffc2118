// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;
import static io.github.kolink.elf.ElfConstants.SHT_RELA;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.SyntheticSection;
import io.github.kolink.module.KernelModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code module_frob_arch_sections} (arch/arm64/kernel/module-plts.c 6.1): how large the linkage tables will be. */
final class PltPlan {
    /** The table of everything that stays. */
    static final String CORE = ".plt";
    /** The table of what is freed after init. */
    static final String INIT = ".init.plt";

    private static final String TRAMPOLINE = ".text.ftrace_trampoline";
    private static final String INIT_TRAMPOLINE = ".init.text.ftrace_trampoline";
    private static final long CACHE_LINE = 64;

    private final KernelModule module;
    private final KernelFacts facts;
    private final List<SectionHeader> sections;
    private final List<SyntheticSection> synthetic = new ArrayList<>();
    private final Map<Integer, Long> alignments = new HashMap<>();
    private final Map<Integer, RelocationTable> reordered = new HashMap<>();

    private PltPlan(KernelModule module, KernelFacts facts) {
        this.module = module;
        this.facts = facts;
        this.sections = module.file().sections();
    }

    /** The plan of a module; {@link LayoutPlan#NONE} for kernels without linkage tables and for refused modules. */
    static LayoutPlan of(KernelModule module, KernelFacts facts, Findings findings) {
        if (!Arm64Facts.hasPlts(facts)) {
            return LayoutPlan.NONE;
        }
        Optional<SectionHeader> core = named(module.file().sections(), CORE);
        Optional<SectionHeader> init = named(module.file().sections(), INIT);
        if (core.isEmpty() || init.isEmpty()) {
            findings.add(Finding.of(
                            FindingCode.MODULE_PLT_MISSING,
                            module.name(),
                            "needs the sections .plt and .init.plt; link with the kernel's scripts/module.lds")
                    .kernelSays(module.name() + ": module PLT section(s) missing"));
            return LayoutPlan.NONE;
        }
        return new PltPlan(module, facts).make(core.get(), init.get());
    }

    /** The last section of a name, the null section apart. */
    static Optional<SectionHeader> named(List<SectionHeader> sections, String name) {
        return sections.stream()
                .filter(section -> section.index() != 0 && section.name().equals(name))
                .reduce((first, second) -> second);
    }

    private LayoutPlan make(SectionHeader core, SectionHeader init) {
        long coreSlots = 0;
        long initSlots = 0;
        for (SectionHeader section : sections) {
            if (section.type() == SHT_RELA && isCode(section.info())) {
                long slots = plan(section);
                if (isInit(sections.get(section.info()).name())) {
                    initSlots += slots;
                } else {
                    coreSlots += slots;
                }
            }
        }
        add(core, CACHE_LINE, coreSlots + 1);
        add(init, CACHE_LINE, initSlots + 1);
        named(sections, TRAMPOLINE).ifPresent(this::addTrampoline);
        if (facts.has(Arm64Facts.INIT_FTRACE_TRAMPOLINE)) {
            named(sections, INIT_TRAMPOLINE).ifPresent(this::addTrampoline);
        }
        synthetic.forEach(section -> alignments.remove(section.section())); // the kernel sets theirs last
        return new LayoutPlan(List.copyOf(synthetic), Map.copyOf(alignments), Map.copyOf(reordered));
    }

    private boolean isCode(int section) {
        return section >= 0
                && section < sections.size()
                && sections.get(section).has(SHF_EXECINSTR);
    }

    /** {@code module_init_layout_section} (kernel/module/main.c 6.1). */
    private boolean isInit(String name) {
        return name.startsWith(".init") || (name.startsWith(".exit") && !facts.has(KernelFact.MODULE_UNLOAD));
    }

    private long plan(SectionHeader section) {
        RelocationTable table = module.file().relocations(section);
        SectionHeader target = sections.get(section.info());
        PltCount count = new PltCount(table, module.symbols(), facts);
        count.run();
        if (count.isReordered()) {
            reordered.put(section.index(), table.inOrder(count.order()));
        }
        if (count.alignment() > target.alignment()) {
            alignments.merge(target.index(), count.alignment(), Math::max);
        }
        return count.slots();
    }

    private void add(SectionHeader section, long alignment, long slots) {
        synthetic.add(
                new SyntheticSection(section.index(), SHF_ALLOC | SHF_EXECINSTR, alignment, slots * PltTable.SLOT));
    }

    private void addTrampoline(SectionHeader section) {
        add(section, Instruction.SIZE, Arm64Facts.ftraceEntries(facts));
    }
}
