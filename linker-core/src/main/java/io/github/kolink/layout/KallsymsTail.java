// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;
import static io.github.kolink.elf.ElfConstants.SHN_UNDEF;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;

/**
 * What the loader adds behind the sections for its own symbol tables: the full tables in the init part, a cut-down copy
 * in the core part ({@code layout_symtab}, kernel/module/kallsyms.c 6.1).
 */
final class KallsymsTail {
    private final KernelModule module;
    private final EffectiveSections sections;
    private final Placements placements;
    private final boolean allSymbols;
    private final boolean livepatch;

    KallsymsTail(KernelModule module, EffectiveSections sections, Placements placements, KernelFacts facts) {
        this.module = module;
        this.sections = sections;
        this.placements = placements;
        this.livepatch = module.isLivepatch();
        this.allSymbols = facts.has(KernelFact.KALLSYMS_ALL);
    }

    /** @param pad to what the loader pads each of the parts behind its tables [bytes] */
    void place(RegionCounter core, RegionCounter init, int pad) {
        SymbolTable symbols = module.symbols();
        if (symbols.section() == 0) {
            return;
        }
        ElfMachine machine = module.file().machine();
        SectionHeader symtab = sections.get(symbols.section());
        init.place(symtab, placements);

        boolean[] keeps = coreSections();
        long kept = 0;
        long strings = 0;
        for (int symbol = 0; symbol < symbols.count(); symbol++) {
            if (symbol == 0 || livepatch || isCore(symbols, symbol, keeps)) {
                kept++;
                strings += Math.max(0, symbols.nameLength(symbol)) + 1;
            }
        }
        core.align(Math.max(1, symtab.alignment()));
        core.add(kept * machine.symbolSize());
        core.add(strings);
        core.add(kept);
        core.align(pad);

        sections.allocate(symtab.index());
        sections.allocate(symtab.link());
        init.place(sections.get(symtab.link()), placements);
        // struct mod_kallsyms: three pointers and a count, aligned like a pointer (to 2 bytes where pointers have 4:
        // m68k)
        init.align(machine.is64() ? 8 : 2);
        init.add(4L * machine.wordSize());
        init.add(symbols.count());
        init.align(pad);
    }

    private static boolean isCore(SymbolTable symbols, int symbol, boolean[] keeps) {
        int section = symbols.rawSectionIndex(symbol);
        return section != SHN_UNDEF && section < keeps.length && keeps[section] && symbols.nameOffset(symbol) != 0;
    }

    /** Whether the symbols of a section are kept, by section index. */
    private boolean[] coreSections() {
        boolean[] keeps = new boolean[sections.count()];
        long flags = allSymbols ? SHF_ALLOC : SHF_ALLOC | SHF_EXECINSTR;
        for (int section = 1; section < keeps.length; section++) {
            SectionPlacement placement = placements.get(section);
            boolean percpu = allSymbols && section == sections.percpu();
            keeps[section] = percpu
                    || (sections.get(section).has(flags)
                            && (placement == null || !placement.region().isInit()));
        }
        return keeps;
    }
}
