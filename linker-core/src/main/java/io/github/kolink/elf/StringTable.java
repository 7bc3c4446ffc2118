// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The strings of one {@code SHT_STRTAB} section. Bytes are read as ISO 8859-1, so that every name can be told apart. */
public final class StringTable {
    /** A table without strings. */
    static final StringTable EMPTY = new StringTable(new byte[0], 0, 0);

    /** The longest string that is read as a name [bytes]; the longest the kernel keeps has 511 (KSYM_NAME_LEN). */
    public static final int LONGEST = 4096;

    private static final int BLOCK = 256;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = LOW_BITS << 7;

    private final byte[] file;
    private final int start;
    private final int end;

    /** By block of the table: where the first NUL at or behind its start is; made when a string is long. */
    private volatile int[] nextNul = new int[0];

    StringTable(byte[] file, int start, int size) {
        this.file = file;
        this.start = start;
        this.end = start + size;
    }

    /**
     * Size of the table.
     *
     * @return [bytes]
     */
    public int size() {
        return end - start;
    }

    /**
     * Whether the last byte is NUL.
     *
     * @return false for an empty table
     */
    public boolean isTerminated() {
        return end > start && file[end - 1] == 0;
    }

    /**
     * The string at an offset.
     *
     * @param offset [bytes into the table]
     * @return the bytes up to the next NUL; empty if the offset or the NUL lies outside the table, or the string is longer
     *     than {@link #LONGEST}
     */
    public Optional<String> at(long offset) {
        int length = lengthAt(offset);
        return length < 0 || length > LONGEST ? Optional.empty() : Optional.of(text(offset, length));
    }

    /**
     * The string of a known length.
     *
     * @param offset [bytes into the table]
     * @param length as {@link #lengthAt} has told
     * @return the string
     */
    public String text(long offset, int length) {
        return new String(file, start + (int) offset, length, StandardCharsets.ISO_8859_1);
    }

    /**
     * Length of the string at an offset, without making it.
     *
     * @param offset [bytes into the table]
     * @return [bytes], NUL not counted; -1 if the offset or the NUL lies outside the table
     */
    public int lengthAt(long offset) {
        if (offset < 0 || offset >= size()) {
            return -1;
        }
        int from = start + (int) offset;
        int last = Math.min(end, from + BLOCK);
        int at = nul(from, last);
        if (at < last) {
            return at - from;
        }
        int block = (int) offset / BLOCK + 1;
        int[] nul = nextNul();
        return block < nul.length && nul[block] >= 0 ? nul[block] - from : -1;
    }

    /** Where the first NUL of a range is, looked for in eight bytes at a time; {@code to} if there is none. */
    private int nul(int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORD.get(file, at);
            // The lowest bit that is left stands in the first byte that is 0: only behind it a borrow can have set
            // others.
            long zeros = (word - LOW_BITS) & ~word & HIGH_BITS;
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        while (at < to && file[at] != 0) {
            at++;
        }
        return at;
    }

    /** Strings may share their end, so that measuring each of them takes quadratic time; this does not. */
    private int[] nextNul() {
        if (nextNul.length == 0) {
            int[] found = new int[size() / BLOCK + 1];
            int nul = -1;
            for (int at = end - 1; at >= start; at--) {
                nul = file[at] == 0 ? at : nul;
                if ((at - start) % BLOCK == 0) {
                    found[(at - start) / BLOCK] = nul;
                }
            }
            nextNul = found;
        }
        return nextNul;
    }

    /**
     * Measures the string at an offset and hashes it, in one go.
     *
     * @param offset [bytes into the table]
     * @return the hash, as {@link #hash} gives it, in bits 31:0, and the length for {@link #lengthOf} above; negative if the
     *     offset or the NUL lies outside the table
     */
    public long hashAt(long offset) {
        if (offset < 0 || offset >= size()) {
            return -1;
        }
        int from = start + (int) offset;
        int last = Math.min(end, from + BLOCK);
        int hash = 0;
        for (int at = from; at < last; at++) {
            byte letter = file[at];
            if (letter == 0) {
                return found(hash, at - from);
            }
            hash = 31 * hash + letter;
        }
        // A long one: strings may share their end, so that hashing each of them would take quadratic time.
        int length = lengthAt(offset);
        return length < 0 ? -1 : found(hash, length);
    }

    private static long found(int hash, int length) {
        return ((long) length << Integer.SIZE) | (spread(hash) & 0xffffffffL);
    }

    /**
     * The length in what {@link #hashAt} gives.
     *
     * @param found not negative
     * @return [bytes], NUL not counted
     */
    public static int lengthOf(long found) {
        return (int) (found >>> Integer.SIZE);
    }

    /**
     * The number that {@link #hashAt} gives for such a string.
     *
     * @param text ISO 8859-1 text
     * @return the hash
     */
    public static int hash(String text) {
        int hash = 0;
        for (int i = 0; i < Math.min(BLOCK, text.length()); i++) {
            hash = 31 * hash + (byte) text.charAt(i);
        }
        return spread(hash);
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }

    /**
     * Whether bytes stand at an offset.
     *
     * @param offset [bytes into the table], as {@link #lengthAt} has taken it
     * @param text the bytes, no more than stand there
     * @return true if they do
     */
    public boolean holds(long offset, byte[] text) {
        int from = start + (int) offset;
        return Arrays.equals(file, from, from + text.length, text, 0, text.length);
    }

    /**
     * Whether the string at an offset starts with a prefix, without making it.
     *
     * @param offset [bytes into the table]
     * @param prefix ISO 8859-1 text
     * @return true if it does
     */
    public boolean startsWith(long offset, String prefix) {
        if (offset < 0 || offset + prefix.length() > size()) {
            return false;
        }
        int from = start + (int) offset;
        for (int i = 0; i < prefix.length(); i++) {
            if ((file[from + i] & 0xff) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
