// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The strings of one {@code SHT_STRTAB} section. Bytes are read as ISO 8859-1, so that every name can be told apart. */
public final class StringTable {
    /** A table without strings. */
    static final StringTable EMPTY = new StringTable(new byte[0], 0, 0);

    private final byte[] file;
    private final int start;
    private final int end;

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
     * Length of the longest string.
     *
     * @return [bytes], NUL not counted
     */
    public int longest() {
        int longest = 0;
        int from = start;
        for (int at = start; at < end; at++) {
            if (file[at] == 0) {
                longest = Math.max(longest, at - from);
                from = at + 1;
            }
        }
        return Math.max(longest, end - from);
    }

    /**
     * The string at an offset.
     *
     * @param offset [bytes into the table]
     * @return the bytes up to the next NUL; empty if the offset or the NUL lies outside the table
     */
    public Optional<String> at(long offset) {
        int length = lengthAt(offset);
        return length < 0
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
        for (int at = from; at < end; at++) {
            if (file[at] == 0) {
                return at - from;
            }
        }
        return -1;
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
