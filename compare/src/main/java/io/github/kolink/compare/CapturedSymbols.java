// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.capture.CapturedModule;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.module.KernelModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A captured symbol table: values as the kernel resolved them. */
final class CapturedSymbols {
    private final ByteBuffer table;
    private final ElfMachine machine;

    private CapturedSymbols(ByteBuffer table, ElfMachine machine) {
        this.table = table;
        this.machine = machine;
    }

    /** The table of a module; empty if it was not captured. */
    static Optional<CapturedSymbols> of(CapturedModule captured, KernelModule module) throws IOException {
        int index = module.symbols().section();
        for (CapturedSection section : captured.sections()) {
            if (section.index() == index && index != 0) {
                ElfMachine machine = module.file().machine();
                return captured.relocated(section)
                        .filter(bytes -> bytes.length / machine.symbolSize()
                                >= module.symbols().count())
                        .map(bytes -> new CapturedSymbols(ByteBuffer.wrap(bytes).order(machine.order()), machine));
            }
        }
        return Optional.empty();
    }

    /** {@code st_value} of a symbol. */
    long value(int symbol) {
        int at = symbol * machine.symbolSize();
        return machine.is64() ? table.getLong(at + 8) : table.getInt(at + 4) & 0xffffffffL;
    }
}
