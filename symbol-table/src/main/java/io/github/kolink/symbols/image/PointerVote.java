// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.symbols.table.SymbolsBuilder;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Finds the base of relative symbol addresses from the pointers in the image. Debian's arm64 kernels leave
 * {@code kallsyms_relative_base} zero in place (a relocation writes it at boot), and 7.x has no base at all; but
 * thousands of pointers to functions lie in the data, or in the addends of the relocations. Each pointer votes for
 * every base that would make it point to the start of a function; only the true one gets many votes.
 */
final class PointerVote {
    private static final int PAGE = 4096;
    private static final int VOTERS = 6144;
    private static final int SAMPLE = 1 << 16;
    private static final int LEAST_VOTES = 24;
    private static final int TABLE = 1 << 18;

    private final long[] bases = new long[TABLE];
    private final int[] votes = new int[TABLE];
    private long first;
    private int firstVotes;
    private int secondVotes;

    private PointerVote() {}

    /**
     * Votes for the base of 64-bit addresses; it is a multiple of 4096.
     *
     * @param image the image
     * @param symbols types are read: functions only are pointed to
     * @param relative addresses less the base, by symbol
     * @return empty if there is no clear winner
     */
    static OptionalLong base(ImageBytes image, SymbolsBuilder symbols, long[] relative) {
        return new PointerVote().winner(image, symbols, relative);
    }

    private OptionalLong winner(ImageBytes image, SymbolsBuilder symbols, long[] relative) {
        int[] chain = new int[relative.length];
        int[] heads = new int[PAGE];
        for (int i = 0; i < relative.length; i++) {
            int type = symbols.type(i) | 0x20;
            if (type == 't' && (i == 0 || relative[i] != relative[i - 1])) {
                int page = (int) (relative[i] & (PAGE - 1));
                chain[i] = heads[page];
                heads[page] = i + 1;
            }
        }
        long[] voters = voters(image);
        int stride = Math.max(1, voters.length / VOTERS);
        for (int v = 0; v < voters.length; v += stride) {
            for (int i = heads[(int) (voters[v] & (PAGE - 1))]; i != 0; i = chain[i - 1]) {
                vote(voters[v] - relative[i - 1]);
            }
        }
        return isClear() ? OptionalLong.of(first) : OptionalLong.empty();
    }

    /** Far above what chance gives the next one: half as many again, and eight standard deviations. */
    private boolean isClear() {
        int lead = firstVotes - secondVotes;
        return firstVotes >= LEAST_VOTES && 2 * lead >= secondVotes && (long) lead * lead >= 64L * secondVotes;
    }

    /** Different pointers from all over the image: a value that is everywhere must not vote more than once. */
    private static long[] voters(ImageBytes image) {
        int pointers = 0;
        for (int at = 0; at + 8 <= image.length; at += 8) {
            pointers += isPointer(image.i64(at)) ? 1 : 0;
        }
        int stride = pointers / SAMPLE + 1;
        long[] sample = new long[pointers / stride + 1];
        int seen = 0;
        int taken = 0;
        for (int at = 0; at + 8 <= image.length; at += 8) {
            long value = image.i64(at);
            if (isPointer(value) && seen++ % stride == 0) {
                sample[taken++] = value;
            }
        }
        return Arrays.stream(sample, 0, taken).sorted().distinct().toArray();
    }

    /** In the upper half of the address space, but neither a small negative number nor a mask. */
    private static boolean isPointer(long value) {
        return value >>> 48 == 0xffff && value < -(1L << 20) && (value & 0xffffffffL) != 0 && (value & 3) == 0;
    }

    private void vote(long base) {
        int slot = (int) ((base / PAGE * 0x9e3779b97f4a7c15L) >>> 40) & (TABLE - 1);
        for (int probe = 0; probe < 64; probe++, slot = (slot + 1) & (TABLE - 1)) {
            if (votes[slot] == 0) {
                bases[slot] = base;
            }
            if (bases[slot] == base) {
                count(base, ++votes[slot]);
                return;
            }
        }
    }

    private void count(long base, int total) {
        if (base == first) {
            firstVotes = total;
        } else if (total > firstVotes) {
            secondVotes = firstVotes;
            first = base;
            firstVotes = total;
        } else {
            secondVotes = Math.max(secondVotes, total);
        }
    }
}
