// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.symbols.table.SymbolsBuilder;

/**
 * What lies between the export entries and the section of their names: {@code __kcrctab} (u32 per entry, in the order
 * of the entries; {@code include/asm-generic/vmlinux.lds.h} (6.1)) and, in 7.x, {@code __kflagstab} (one byte per
 * entry). Which of them is there follows from the gap's size and is checked on the content; where that does not decide,
 * nothing is claimed.
 */
final class ExportDetails {
    /** Bit of a 7.x flag byte: GPL-compatible modules only. */
    private static final int FLAG_GPL = 1;

    private static final int MOST_PADDING = 64;
    private static final int NONE = -1;

    private final ExportRun run;
    private final int crcsAt;
    private final boolean indirect;
    private final int flagsAt;
    private final int boundary;

    private ExportDetails(ExportRun run, int crcsAt, int flagsAt) {
        this.run = run;
        this.crcsAt = crcsAt;
        this.flagsAt = flagsAt;
        this.indirect = crcsAt != NONE && allPointInside(run, crcsAt);
        this.boundary = flagsAt == NONE && run.descents() == 1 ? run.boundary() : NONE;
    }

    static ExportDetails of(ExportRun run) {
        int end = run.end();
        int gap = run.textsAt() - end;
        int count = run.count();
        int padding = gap - count;
        if (fits(padding) && flagsIn(run, end, gap) != NONE) {
            return new ExportDetails(run, NONE, flagsIn(run, end, gap));
        }
        if (fits(gap - 4 * count)) {
            return new ExportDetails(run, end, NONE);
        }
        if (fits(gap - 5 * count)) {
            int behind = flagsIn(run, end + 4 * count, gap - 4 * count);
            if (behind != NONE) {
                return new ExportDetails(run, end, behind);
            }
            int before = flagsIn(run, end, count);
            int crcs = (end + count + 3) & ~3;
            if (before != NONE && run.image().has(crcs, 4L * count)) {
                return new ExportDetails(run, crcs, before);
            }
        }
        return new ExportDetails(run, NONE, NONE);
    }

    private static boolean fits(int padding) {
        return padding >= 0 && padding < MOST_PADDING;
    }

    /** Position of the flag bytes: every byte there is 0 or 1 and both occur. */
    private static int flagsIn(ExportRun run, int at, int bytes) {
        if (!run.image().has(at, bytes) || run.descents() != 0) {
            return NONE;
        }
        int seen = 0;
        for (int i = 0; i < bytes; i++) {
            int flag = run.image().u8(at + i);
            if (flag > FLAG_GPL) {
                return NONE;
            }
            seen |= 1 << flag;
        }
        return seen == 3 ? at : NONE;
    }

    /** Up to 5.19 some architectures stored the distance to the CRC ({@code CONFIG_MODULE_REL_CRCS}). */
    private static boolean allPointInside(ExportRun run, int at) {
        for (int i = 0; i < run.count(); i++) {
            long target = at + 4L * i + run.image().i32(at + 4 * i);
            if (!run.image().has(target, 4)) {
                return false;
            }
        }
        return true;
    }

    boolean hasCrcs() {
        return crcsAt != NONE;
    }

    int crc(int index) {
        int at = crcsAt + 4 * index;
        int stored = run.image().i32(at);
        return indirect ? run.image().i32(at + stored) : stored;
    }

    boolean hasClasses() {
        return flagsAt != NONE || boundary != NONE;
    }

    /** {@code CLASS_PLAIN}, {@code CLASS_GPL} or {@code CLASS_UNKNOWN} of {@link SymbolsBuilder}. */
    int classBits(int index) {
        if (flagsAt != NONE) {
            return run.image().u8(flagsAt + index) == FLAG_GPL ? SymbolsBuilder.CLASS_GPL : SymbolsBuilder.CLASS_PLAIN;
        }
        if (boundary == NONE) {
            return SymbolsBuilder.CLASS_UNKNOWN;
        }
        return index < boundary ? SymbolsBuilder.CLASS_PLAIN : SymbolsBuilder.CLASS_GPL;
    }
}
