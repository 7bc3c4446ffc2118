// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_32;
import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_32S;
import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_64;
import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_NONE;
import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_PC32;
import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_PC64;
import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_PLT32;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED_OUT_OF_RANGE;
import static io.github.kolink.relocate.RelocationOutcome.OUT_OF_BOUNDS;
import static io.github.kolink.relocate.RelocationOutcome.OVERFLOW;
import static io.github.kolink.relocate.RelocationOutcome.TARGET_NOT_ZERO;
import static io.github.kolink.relocate.RelocationOutcome.UNKNOWN_TYPE;

import io.github.kolink.elf.LittleRela64;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.relocate.FieldRelocator;
import io.github.kolink.relocate.Outcomes;
import io.github.kolink.relocate.RelocationOutcome;

/**
 * {@code __apply_relocate_add} (arch/x86/kernel/module.c). One loop, one switch: the table of the psABI with the kernel's
 * tests.
 */
final class X86_64Relocator implements FieldRelocator {
    private final boolean testsRangeFirst;

    /**
     * Starts a link.
     *
     * @param testsRangeFirst true from 6.3 on, where a value out of range is found before the field is looked at; before,
     *     the field is looked at, written, and only then compared
     */
    X86_64Relocator(boolean testsRangeFirst) {
        this.testsRangeFirst = testsRangeFirst;
    }

    @Override
    public void apply(RelocationTable relocations, long[] symbols, SectionMemory target, Outcomes out) {
        LittleRela64 entries = relocations.little64();
        for (int at = entries.first(); at < entries.end(); at += LittleRela64.SIZE) {
            at = applyPlain(entries, at, symbols, target);
            if (at < entries.end()) {
                relocate(relocations, entries.entry(at), symbols, target, out);
            }
        }
    }

    // spotless:off
    /**
     * Applies entries as long as they are what nearly all are: one of the commonest rows of the table below, and nothing to
     * be told. Returns the place of the first that is not, which is not written yet. A loop without calls, and with so few
     * variables that they fit the registers.
     */
    private static int applyPlain(LittleRela64 entries, int from, long[] symbols, SectionMemory target) {
        int at = from;
        for (; at < entries.end(); at += LittleRela64.SIZE) {
            int symbol = entries.symbol(at);
            if (symbol < 0 || symbol >= symbols.length) {
                return at;
            }
            long SA = symbols[symbol] + entries.addend(at);
            long offset = entries.offset(at);
            boolean applied = switch (entries.type(at)) {
                case R_X86_64_PC32, R_X86_64_PLT32 -> signed32(target, offset, SA - target.address() - offset);
                case R_X86_64_32S                  -> signed32(target, offset, SA);
                case R_X86_64_64                   -> target.fillLittle64(offset, SA);
                default                            -> false;
            };
            if (!applied) {
                return at;
            }
        }
        return at;
    }
    // spotless:on

    @Override
    public int width(int type) {
        return switch (type) {
            case R_X86_64_64, R_X86_64_PC64 -> Long.BYTES;
            case R_X86_64_PC32, R_X86_64_PLT32, R_X86_64_32, R_X86_64_32S -> Integer.BYTES;
            default -> 0;
        };
    }

    private static boolean signed32(SectionMemory target, long offset, long x) {
        return x == (int) x && target.fillLittle32(offset, (int) x);
    }

    private void relocate(RelocationTable relocations, int entry, long[] symbols, SectionMemory target, Outcomes out) {
        int symbol = relocations.symbol(entry);
        if (symbol < 0 || symbol >= symbols.length) {
            out.report(entry, OUT_OF_BOUNDS, 0);
            return;
        }
        int type = relocations.type(entry);
        long offset = relocations.offset(entry);
        long s = symbols[symbol];
        long a = relocations.addend(entry);
        long p = target.address() + offset;
        RelocationOutcome outcome = relocate(type, target, offset, s, a, p);
        if (outcome != APPLIED) {
            out.report(entry, outcome, printed(type, outcome, s, a, p));
        }
    }

    // spotless:off
    private RelocationOutcome relocate(int type, SectionMemory target, long offset, long S, long A, long P) {
        return switch (type) {
            case R_X86_64_NONE                 -> APPLIED;
            case R_X86_64_64                   -> word64 (target, offset, S + A);
            case R_X86_64_PC32, R_X86_64_PLT32 -> word32 (target, offset, S + A - P); // no test: APPLIED_OUT_OF_RANGE
            case R_X86_64_32                   -> word32u(target, offset, S + A);     // zero-extends: 0 <= X < 2^32
            case R_X86_64_32S                  -> word32s(target, offset, S + A);     // sign-extends: -2^31 <= X < 2^31
            case R_X86_64_PC64                 -> word64 (target, offset, S + A - P);
            default                            -> UNKNOWN_TYPE;
        };
    }
    // spotless:on

    private static RelocationOutcome word64(SectionMemory target, long offset, long x) {
        if (!target.holds(offset, Long.BYTES)) {
            return OUT_OF_BOUNDS;
        }
        if (target.get64(offset) != 0) {
            return TARGET_NOT_ZERO;
        }
        target.put64(offset, x);
        return APPLIED;
    }

    private RelocationOutcome word32(SectionMemory target, long offset, long x) {
        return store32(target, offset, x, x == (int) x ? APPLIED : APPLIED_OUT_OF_RANGE);
    }

    private RelocationOutcome word32u(SectionMemory target, long offset, long x) {
        return store32(target, offset, x, x == (x & 0xffffffffL) ? APPLIED : OVERFLOW);
    }

    private RelocationOutcome word32s(SectionMemory target, long offset, long x) {
        return store32(target, offset, x, x == (int) x ? APPLIED : OVERFLOW);
    }

    private RelocationOutcome store32(SectionMemory target, long offset, long x, RelocationOutcome range) {
        if (!target.holds(offset, Integer.BYTES)) {
            return OUT_OF_BOUNDS;
        }
        if (testsRangeFirst && range == OVERFLOW) {
            return OVERFLOW;
        }
        if (target.get32(offset) != 0) {
            return TARGET_NOT_ZERO;
        }
        target.put32(offset, (int) x);
        return range;
    }

    /**
     * What the kernel prints: up to 6.2 S + A for every type, as its test of the field comes before it subtracts P; later
     * X. A value that was cut, of which the kernel says nothing, is X always.
     */
    private long printed(int type, RelocationOutcome outcome, long s, long a, long p) {
        boolean relative = type == R_X86_64_PC32 || type == R_X86_64_PLT32 || type == R_X86_64_PC64;
        return relative && (testsRangeFirst || outcome == APPLIED_OUT_OF_RANGE) ? s + a - p : s + a;
    }
}
