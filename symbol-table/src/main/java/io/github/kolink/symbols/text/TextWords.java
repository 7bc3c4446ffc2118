// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import io.github.kolink.symbols.table.Words;

/** What {@link Words} of text say: eight characters, the first of them in the lowest byte. */
final class TextWords {
    private static final long EACH = 0x0101010101010101L;
    private static final long TOP_BITS = 0x8080808080808080L;
    private static final long UPPER_HALVES = 0xf0f0f0f0f0f0f0f0L;
    private static final long LOWER_HALVES = ~UPPER_HALVES;

    private TextWords() {}

    /** The top bit of each byte that is no visible ASCII character: 0 if all are visible. */
    static long invisible(long word) {
        long low = (word & ~TOP_BITS) + (0x7f - ' ') * EACH; // the top bit where the lower seven are above a blank
        return (~low | word) & TOP_BITS;
    }

    /** The number of the first byte with a bit set; 8 if there is none. */
    static int first(long bits) {
        return Long.numberOfTrailingZeros(bits) >>> 3;
    }

    /**
     * The number that eight hexadecimal digits make, letters in lower case.
     *
     * @return [unsigned 32 bit]; negative if the word holds anything else
     */
    static long hexadecimal(long word) {
        long letters = (word >>> 6) & EACH; // 1 in the bytes of a to f
        long digits = word & LOWER_HALVES;
        long wrong = (word & UPPER_HALVES) ^ (0x30 * EACH + 0x30 * letters);
        wrong |= (digits + 6 * EACH + 3 * letters) & 0x10 * EACH; // above 9, or above f
        wrong |= ((digits + 15 * letters) & 0x10 * EACH) ^ (letters << 4); // below a
        if (wrong != 0) {
            return -1;
        }
        long value = Long.reverseBytes(digits + 9 * letters); // the first digit on top
        value = (value | value >>> 4) & 0x00ff00ff00ff00ffL;
        value = (value | value >>> 8) & 0x0000ffff0000ffffL;
        return (value | value >>> 16) & 0xffffffffL;
    }
}
