// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The strings of one {@code SHT_STRTAB} section. Bytes are read as ISO 8859-1, so that every name can be told apart. */
public final class StringTable {
    /** A table without strings. */
    static final StringTable EMPTY = new StringTable(new byte[0], 0, 0);

    /** The longest string that is read as a name [bytes]; the longest the kernel keeps has 511 (KSYM_NAME_LEN). */
    public static final int LONGEST = 4096;

    private static final int BLOCK = 256;

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
        return length < 0 || length > LONGEST
                ? Optional.empty()
                : Optional.of(new String(file, start + (int) offset, length, StandardCharsets.ISO_8859_1));
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
        for (int at = from; at < Math.min(end, from + BLOCK); at++) {
            if (file[at] == 0) {
                return at - from;
            }
        }
        int block = (int) offset / BLOCK + 1;
        int[] nul = nextNul();
        return block < nul.length && nul[block] >= 0 ? nul[block] - from : -1;
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
     * Whether the string at an offset starts with a prefix, without making it.
     *
     * @param offset [bytes into the table]
     * @param prefix ASCII text
     * @return true if it does
     */
    public boolean startsWith(long offset, String prefix) {
        if (offset < 0 || offset + prefix.length() > size()) {
            return false;
        }
        int from = start + (int) offset;
        for (int i = 0; i < prefix.length(); i++) {
            if (file[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
