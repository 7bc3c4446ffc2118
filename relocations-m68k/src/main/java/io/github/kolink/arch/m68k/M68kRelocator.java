// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

import static io.github.kolink.arch.m68k.M68kRelocationTypes.R_68K_16;
import static io.github.kolink.arch.m68k.M68kRelocationTypes.R_68K_32;
import static io.github.kolink.arch.m68k.M68kRelocationTypes.R_68K_8;
import static io.github.kolink.arch.m68k.M68kRelocationTypes.R_68K_NONE;
import static io.github.kolink.arch.m68k.M68kRelocationTypes.R_68K_PC16;
import static io.github.kolink.arch.m68k.M68kRelocationTypes.R_68K_PC32;
import static io.github.kolink.arch.m68k.M68kRelocationTypes.R_68K_PC8;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED;
import static io.github.kolink.relocate.RelocationOutcome.OUT_OF_BOUNDS;
import static io.github.kolink.relocate.RelocationOutcome.OVERFLOW;
import static io.github.kolink.relocate.RelocationOutcome.UNKNOWN_TYPE;

import io.github.kolink.elf.BigRelocations32;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.relocate.Outcomes;
import io.github.kolink.relocate.RelocationOutcome;
import io.github.kolink.relocate.Relocator;

/**
 * {@code apply_relocate} and {@code apply_relocate_add} (arch/m68k/kernel/module.c 6.1) in one: with {@code SHT_REL} the
 * field's content is added to the value, otherwise the value replaces it.
 */
final class M68kRelocator implements Relocator {
    private final boolean modutils;
    private boolean adds;

    /**
     * Starts a link.
     *
     * @param modutils whether to apply what modutils 2.4 did, with its range tests
     */
    M68kRelocator(boolean modutils) {
        this.modutils = modutils;
    }

    @Override
    public void apply(RelocationTable relocations, long[] symbols, SectionMemory target, Outcomes out) {
        adds = !relocations.hasAddend();
        BigRelocations32 entries = relocations.big32();
        for (int at = entries.first(); at < entries.end(); at += entries.size()) {
            at = adds ? at : applyPlain(entries, at, symbols, target);
            if (at < entries.end()) {
                relocate(relocations, entries.entry(at), symbols, target, out);
            }
        }
    }

    /**
     * Applies entries with addends as long as they are what nearly all are: one of the first two rows of the table below.
     * Returns the place of the first that is not, which is not written yet. A loop without calls, and with so few variables
     * that they fit the registers.
     */
    private static int applyPlain(BigRelocations32 entries, int from, long[] symbols, SectionMemory target) {
        int at = from;
        for (; at < entries.end(); at += BigRelocations32.WITH_ADDEND) {
            long entry = entries.offsetAndInfo(at);
            int symbol = (int) entry >>> 8;
            int type = (int) entry & 0xff;
            long offset = entry >>> 32;
            if (symbol >= symbols.length || !target.holds(offset, Integer.BYTES)) {
                return at;
            }
            int x = (int) symbols[symbol] + entries.addend(at);
            if (type == R_68K_PC32) {
                x -= (int) target.address() + (int) offset;
            } else if (type != R_68K_32) {
                return at;
            }
            target.putBig32(offset, x);
        }
        return at;
    }

    private void relocate(RelocationTable relocations, int entry, long[] symbols, SectionMemory target, Outcomes out) {
        int type = relocations.type(entry);
        int symbol = relocations.symbol(entry);
        long offset = relocations.offset(entry);
        if (symbol < 0 || symbol >= symbols.length) {
            // The kernel looks at the symbol only once it knows the type.
            out.report(entry, isApplied(type) ? OUT_OF_BOUNDS : UNKNOWN_TYPE, 0);
            return;
        }
        int s = (int) symbols[symbol];
        int a = (int) relocations.addend(entry);
        int p = (int) target.address() + (int) offset;
        RelocationOutcome outcome = relocate(type, target, offset, s, a, p);
        if (outcome != APPLIED) {
            out.report(entry, outcome, Integer.toUnsignedLong(s + a));
        }
    }

    // spotless:off
    private RelocationOutcome relocate(int type, SectionMemory target, long offset, int S, int A, int P) {
        return switch (type) {
            case R_68K_32   -> word32(target, offset, S + A);
            case R_68K_PC32 -> word32(target, offset, S + A - P);
            default         -> modutils ? relocateShort(type, target, offset, S, A, P) : UNKNOWN_TYPE;
        };
    }

    private RelocationOutcome relocateShort(int type, SectionMemory target, long offset, int S, int A, int P) {
        return switch (type) {
            case R_68K_NONE -> APPLIED;
            case R_68K_16   -> word16(target, offset, S + A, 0);              // 0 <= X < 2^16
            case R_68K_PC16 -> word16(target, offset, S + A - P, 0x8000);     // -2^15 <= X < 2^15
            case R_68K_8    -> byte8 (target, offset, S + A, 0);              // 0 <= X < 2^8
            case R_68K_PC8  -> byte8 (target, offset, S + A - P, 0x80);       // -2^7 <= X < 2^7
            default         -> UNKNOWN_TYPE;
        };
    }
    // spotless:on

    private boolean isApplied(int type) {
        return type == R_68K_32 || type == R_68K_PC32 || (modutils && type <= R_68K_PC8);
    }

    private RelocationOutcome word32(SectionMemory target, long offset, int value) {
        if (!target.holds(offset, Integer.BYTES)) {
            return OUT_OF_BOUNDS;
        }
        target.put32(offset, adds ? value + target.get32(offset) : value);
        return APPLIED;
    }

    /** {@code bias} moves the allowed range to 0 to 2^16. */
    private RelocationOutcome word16(SectionMemory target, long offset, int value, int bias) {
        if (!target.holds(offset, Short.BYTES)) {
            return OUT_OF_BOUNDS;
        }
        int x = adds ? value + (short) target.get16(offset) : value;
        target.put16(offset, x);
        return (x + bias & ~0xffff) == 0 ? APPLIED : OVERFLOW;
    }

    /** {@code bias} moves the allowed range to 0 to 2^8. */
    private RelocationOutcome byte8(SectionMemory target, long offset, int value, int bias) {
        if (!target.holds(offset, Byte.BYTES)) {
            return OUT_OF_BOUNDS;
        }
        int x = adds ? value + (byte) target.get8(offset) : value;
        target.put8(offset, x);
        return (x + bias & ~0xff) == 0 ? APPLIED : OVERFLOW;
    }
}
