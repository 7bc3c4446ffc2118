// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.Stage;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code module_fixup} (arch/m68k/kernel/module.c 6.1): patches two numbers into instructions that a kernel learns while
 * it starts. {@code .m68k_fixup} is a table of two words an entry: a type, and the address of the place, filled in by
 * relocation. Type 0 stores the 32 bits of {@code m68k_memoffset}; type 1 adds {@code m68k_virt_to_node_shift} to 16
 * bits; any other type is passed over, as in the kernel.
 *
 * <p>The table is what lies between {@code __start_fixup} and {@code __stop_fixup} (arch/m68k/include/asm/module.lds.h);
 * a single object has no such symbols, there it is the whole section.
 */
final class ModuleFixup implements FinalisePass {
    private static final String SECTION = ".m68k_fixup";
    private static final String START = "__start_fixup";
    private static final String STOP = "__stop_fixup";
    private static final int ENTRY_SIZE = 8;
    private static final int MEMOFFSET = 0;
    private static final int VNODE_SHIFT = 1;
    private static final Map<Integer, String> VARIABLES =
            Map.of(MEMOFFSET, "m68k_memoffset", VNODE_SHIFT, "m68k_virt_to_node_shift");

    /** Whether a symbol is one of the two to which {@code struct module} points (arch/m68k/include/asm/module.h 6.1). */
    static boolean bounds(String symbol) {
        return symbol.equals(START) || symbol.equals(STOP);
    }

    @Override
    public String kernelFunction() {
        return "module_fixup";
    }

    /** The places hold nothing of use before. */
    @Override
    public Stage stage() {
        return Stage.LINKED;
    }

    @Override
    public void run(PlacedModule placed, KernelTarget target, Findings findings) {
        Optional<SectionMemory> table =
                placed.module().allocated(SECTION).flatMap(section -> placed.memory(section.index()));
        if (table.isPresent()) {
            new Run(placed, target, findings, table.get()).run();
        }
    }

    /** One module's table. */
    private static final class Run {
        private final PlacedModule placed;
        private final KernelTarget target;
        private final Findings findings;
        private final SectionMemory table;
        private final TreeMap<Long, Integer> sections = new TreeMap<>();
        private final int[] missing = new int[VARIABLES.size()];

        Run(PlacedModule placed, KernelTarget target, Findings findings, SectionMemory table) {
            this.placed = placed;
            this.target = target;
            this.findings = findings;
            this.table = table;
            for (SectionHeader section : placed.sections()) {
                if (section.size() != 0
                        && placed.layout().placement(section.index()).isPresent()) {
                    sections.put(address(placed.address(section.index())), section.index());
                }
            }
        }

        void run() {
            long start = bound(START).orElse(0L);
            long stop = bound(STOP).orElse((long) table.length());
            if (start < 0 || stop > table.length()) {
                damaged(0, START + " or " + STOP + " lies outside the section");
                return;
            }
            long at = start;
            for (; at + ENTRY_SIZE <= stop; at += ENTRY_SIZE) {
                patch(at);
            }
            if (at < stop) {
                damaged(at, "the table ends inside an entry");
            }
            for (int type = 0; type < missing.length; type++) {
                if (missing[type] != 0) {
                    String variable = VARIABLES.getOrDefault(type, "");
                    findings.add(Finding.of(
                                    FindingCode.PASS_NOT_APPLIED,
                                    placed.module().name(),
                                    missing[type] + " places not patched: give the contents of the kernel variable "
                                            + variable)
                            .in(SECTION)
                            .about(variable));
                }
            }
        }

        /** The offset of a symbol from the start of the section; empty if the module does not define it. */
        private Optional<Long> bound(String name) {
            SymbolTable symbols = placed.module().symbols();
            int symbol = symbols.indexOf(name);
            int section = symbol < 0 ? -1 : symbols.definingSection(symbol);
            return section < 0 || section >= placed.sections().size()
                    ? Optional.empty()
                    : Optional.of((long) (int) (placed.address(section) + symbols.value(symbol) - table.address()));
        }

        private void patch(long at) {
            int type = table.get32(at);
            long address = address(table.get32(at + Integer.BYTES));
            if (type != MEMOFFSET && type != VNODE_SHIFT) {
                return;
            }
            Map.Entry<Long, Integer> section = sections.floorEntry(address);
            int width = type == MEMOFFSET ? Integer.BYTES : Short.BYTES;
            long offset = section == null ? 0 : address - section.getKey();
            Optional<SectionMemory> place = section == null
                    ? Optional.empty()
                    : placed.memory(section.getValue()).filter(memory -> memory.holds(offset, width));
            if (place.isEmpty()) {
                damaged(at, "the place at 0x" + Long.toHexString(address) + " lies outside the module");
                return;
            }
            Long value = target.variables().get(VARIABLES.get(type));
            if (value == null) {
                missing[type]++;
            } else if (type == MEMOFFSET) {
                place.get().put32(offset, value.intValue());
            } else {
                place.get().put16(offset, place.get().get16(offset) + value.intValue());
            }
        }

        /** An address of this machine: 32 bits, unsigned. */
        private static long address(long value) {
            return value & 0xffffffffL;
        }

        private void damaged(long at, String detail) {
            findings.add(
                    Finding.of(FindingCode.PASS_TABLE_DAMAGED, placed.module().name(), detail)
                            .at(SECTION, at));
        }
    }
}
