// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SectionTable;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;

/**
 * The names of defined symbols, which the kernel keeps: it measures them in the file and copies them from the loaded table
 * ({@code layout_symtab}, {@code add_kallsyms}, kernel/module/kallsyms.c 6.1). Up to 6.12 nobody asks whether they lie in
 * it; from 6.13 on they do ({@link SymbolStrings}).
 */
record SymbolNames(KernelModule module, KernelFacts facts, Findings findings) {
    void run() {
        SymbolTable symbols = module.symbols();
        SectionTable sections = module.file().sections();
        if (!facts.has(KernelFact.KALLSYMS) || facts.has(KernelFact.SYMBOL_NAMES_CHECKED) || symbols.section() == 0) {
            return;
        }
        SectionHeader strings = sections.get(sections.get(symbols.section()).link());
        long size = strings.size();
        // Then a name that begins in the table ends there, too.
        boolean terminated = module.file().strings(strings.index()).isTerminated();
        boolean[] loaded = new boolean[sections.size()];
        for (int section = 1; section < loaded.length; section++) {
            loaded[section] = sections.get(section).has(SHF_ALLOC);
        }
        // Symbol 0 is kept, whatever it is.
        for (int symbol = 0; symbol < symbols.count(); symbol++) {
            long name = symbols.nameOffset(symbol);
            if (name == 0 || (terminated && name < size)) {
                continue;
            }
            int section = symbols.rawSectionIndex(symbol);
            boolean kept = symbol == 0 || (section < loaded.length && loaded[section]);
            if (kept && name + Math.max(0, symbols.nameLength(symbol)) >= size) {
                int index = symbol;
                findings.add(
                        FindingCode.MODULE_STRING_BOUNDS,
                        () -> Finding.of(
                                        FindingCode.MODULE_STRING_BOUNDS,
                                        module.file().name(),
                                        "st_name of symbol " + index + " is " + symbols.nameOffset(index)
                                                + ": the name ends outside its table of " + size
                                                + " bytes, and the kernel copies it from there")
                                .in(sections.get(symbols.section()).name()));
            }
        }
    }
}
