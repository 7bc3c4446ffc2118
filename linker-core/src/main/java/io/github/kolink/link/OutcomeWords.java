// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.RelocationOutcome;
import io.github.kolink.relocate.RelocationType;
import java.util.Optional;

/** Our own line for a relocation that was not plainly applied: value, allowed range, cause. */
final class OutcomeWords {
    private final Architecture architecture;
    private final ElfMachine machine;

    OutcomeWords(Architecture architecture, ElfMachine machine) {
        this.architecture = architecture;
        this.machine = machine;
    }

    String detail(RelocationOutcome outcome, RelocationTable table, int entry, long s, long p, long size) {
        int number = table.type(entry);
        Optional<RelocationType> type = architecture.types().type(number);
        String name = architecture.types().name(number);
        long x = machine.truncate(
                type.map(row -> row.formula().value(s, table.addend(entry), p)).orElse(0L));
        String value = name + " is 0x" + Long.toHexString(x) + " (S 0x" + Long.toHexString(s) + ", A "
                + table.addend(entry) + ", P 0x" + Long.toHexString(p) + ")";
        return switch (outcome) {
            case APPLIED, APPLIED_BY_VENEER -> value;
            case APPLIED_OUT_OF_RANGE ->
                value + ", needs "
                        + type.map(RelocationType::psabiCheck).orElse("")
                        + "; the kernel loads it and the reference goes to a wrong address";
            case APPLIED_MISALIGNED -> value + ", its low bits are dropped";
            case APPLIED_BY_BROKEN_VENEER -> value + ", and the linkage entry does not reach it either";
            case UNKNOWN_TYPE -> unknown(number, name, type);
            case OVERFLOW ->
                value + ", needs " + type.map(RelocationType::kernelCheck).orElse("") + cause(type);
            case TARGET_NOT_ZERO ->
                name + ": the field is not zero before: another relocation wrote it, or struct"
                        + " module differs from the kernel's";
            case NO_VENEER_LEFT -> name + ": more linkage entries are needed than were counted before layout";
            case OUT_OF_BOUNDS -> bounds(table, entry, name, size);
        };
    }

    private static String unknown(int number, String name, Optional<RelocationType> type) {
        return "the kernel does not apply relocation type " + Integer.toUnsignedString(number)
                + (type.isPresent() ? " (" + name + ")" : ", which the psABI does not define")
                + cause(type);
    }

    /** The usual cause, from the plug-in's table. */
    private static String cause(Optional<RelocationType> type) {
        return type.map(RelocationType::note)
                .filter(note -> !note.isEmpty())
                .map(note -> ": " + note)
                .orElse("");
    }

    private static String bounds(RelocationTable table, int entry, String name, long size) {
        return name + " number " + table.filePosition(entry) + ": r_offset 0x"
                + Long.toHexString(table.offset(entry)) + " in a section of 0x" + Long.toHexString(size)
                + " bytes, symbol " + Integer.toUnsignedString(table.symbol(entry))
                + ": the kernel would read or write outside the module";
    }
}
