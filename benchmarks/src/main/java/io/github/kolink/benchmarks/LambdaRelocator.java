// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.relocate.Outcomes;
import io.github.kolink.relocate.RelocationOutcome;
import io.github.kolink.relocate.Relocator;
import java.util.HashMap;
import java.util.Map;

/**
 * The rival of the plug-ins' loops: the psABI as a lambda for each type, looked up by number. Does what is commonest with
 * the types that real modules have, with the same bound checks; types it does not know are reported.
 */
final class LambdaRelocator implements Relocator {
    private final Map<Integer, Rule> rules = new HashMap<>();

    private interface Rule {
        RelocationOutcome apply(SectionMemory target, long offset, long s, long a, long p);
    }

    static LambdaRelocator of(String architecture) {
        LambdaRelocator rival = new LambdaRelocator();
        switch (architecture) {
            case "x86_64" -> rival.x86();
            case "arm64" -> rival.arm64();
            default -> rival.m68k();
        }
        return rival;
    }

    private void x86() {
        rules.put(1, (target, offset, s, a, p) -> emptyWord64(target, offset, s + a));
        rules.put(2, (target, offset, s, a, p) -> emptyWord32(target, offset, s + a - p, true));
        rules.put(4, (target, offset, s, a, p) -> emptyWord32(target, offset, s + a - p, true));
        rules.put(10, (target, offset, s, a, p) -> emptyWord32(target, offset, s + a, (s + a) >>> 32 == 0));
        rules.put(11, (target, offset, s, a, p) -> emptyWord32(target, offset, s + a, (int) (s + a) == s + a));
        rules.put(24, (target, offset, s, a, p) -> emptyWord64(target, offset, s + a - p));
    }

    private void arm64() {
        rules.put(257, (target, offset, s, a, p) -> word64(target, offset, s + a));
        rules.put(258, (target, offset, s, a, p) -> word32(target, offset, s + a));
        rules.put(260, (target, offset, s, a, p) -> word64(target, offset, s + a - p));
        rules.put(261, (target, offset, s, a, p) -> word32(target, offset, s + a - p));
        Rule branch = (target, offset, s, a, p) -> bits(target, offset, (s + a - p) >> 2, 26, 0);
        rules.put(282, branch);
        rules.put(283, branch);
        rules.put(275, (target, offset, s, a, p) -> {
            long pages = ((s + a) & -4096) - (p & -4096) >> 12;
            return bits(target, offset, pages >> 2, 19, 5) == RelocationOutcome.APPLIED
                    ? bits(target, offset, pages & 3, 2, 29)
                    : RelocationOutcome.OUT_OF_BOUNDS;
        });
        int[] lowTwelve = {277, 278, 284, 285, 286, 299};
        for (int scale = 0; scale < lowTwelve.length; scale++) {
            int shift = Math.max(0, scale - 1);
            rules.put(
                    lowTwelve[scale],
                    (target, offset, s, a, p) -> bits(target, offset, ((s + a) & 0xfff) >> shift, 12, 10));
        }
    }

    private void m68k() {
        rules.put(1, (target, offset, s, a, p) -> word32(target, offset, s + a));
        rules.put(4, (target, offset, s, a, p) -> word32(target, offset, s + a - p));
    }

    @Override
    public void apply(RelocationTable relocations, long[] symbols, SectionMemory target, Outcomes out) {
        for (int entry = 0; entry < relocations.count(); entry++) {
            Rule rule = rules.get(relocations.type(entry));
            int symbol = relocations.symbol(entry);
            if (rule == null || symbol < 0 || symbol >= symbols.length) {
                out.report(entry, RelocationOutcome.UNKNOWN_TYPE, 0);
                continue;
            }
            long offset = relocations.offset(entry);
            RelocationOutcome outcome =
                    rule.apply(target, offset, symbols[symbol], relocations.addend(entry), target.address() + offset);
            if (outcome != RelocationOutcome.APPLIED) {
                out.report(entry, outcome, 0);
            }
        }
    }

    private static RelocationOutcome emptyWord64(SectionMemory target, long offset, long x) {
        if (!target.holds(offset, Long.BYTES)) {
            return RelocationOutcome.OUT_OF_BOUNDS;
        }
        if (target.get64(offset) != 0) {
            return RelocationOutcome.TARGET_NOT_ZERO;
        }
        return word64(target, offset, x);
    }

    private static RelocationOutcome emptyWord32(SectionMemory target, long offset, long x, boolean fits) {
        if (!target.holds(offset, Integer.BYTES)) {
            return RelocationOutcome.OUT_OF_BOUNDS;
        }
        if (target.get32(offset) != 0) {
            return RelocationOutcome.TARGET_NOT_ZERO;
        }
        target.put32(offset, (int) x);
        return fits ? RelocationOutcome.APPLIED : RelocationOutcome.OVERFLOW;
    }

    private static RelocationOutcome word64(SectionMemory target, long offset, long x) {
        if (!target.holds(offset, Long.BYTES)) {
            return RelocationOutcome.OUT_OF_BOUNDS;
        }
        target.put64(offset, x);
        return RelocationOutcome.APPLIED;
    }

    private static RelocationOutcome word32(SectionMemory target, long offset, long x) {
        if (!target.holds(offset, Integer.BYTES)) {
            return RelocationOutcome.OUT_OF_BOUNDS;
        }
        target.put32(offset, (int) x);
        return RelocationOutcome.APPLIED;
    }

    /** Puts the low {@code width} bits of a value at bit {@code low} of an instruction. */
    private static RelocationOutcome bits(SectionMemory target, long offset, long x, int width, int low) {
        if (!target.holds(offset, Integer.BYTES)) {
            return RelocationOutcome.OUT_OF_BOUNDS;
        }
        int mask = (1 << width) - 1;
        target.putLittle32(offset, target.getLittle32(offset) & ~(mask << low) | ((int) x & mask) << low);
        return RelocationOutcome.APPLIED;
    }
}
