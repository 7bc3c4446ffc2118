// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * {@code Elf64_Rela} entries in little-endian order, for loops: {@code for (int at = first(); at < end(); at += SIZE)}. Reads
 * outside the file throw {@link IndexOutOfBoundsException}. Immutable.
 */
public final class LittleRela64 {
    /** Bytes of an entry. */
    public static final int SIZE = 24;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int first;
    private final int end;

    LittleRela64(byte[] bytes, int first, int count) {
        this.bytes = bytes;
        this.first = first;
        this.end = first + count * SIZE;
    }

    /**
     * Where the first entry is.
     *
     * @return an {@code at} for the other methods
     */
    public int first() {
        return first;
    }

    /**
     * Where the last entry ends.
     *
     * @return the first {@code at} that is no entry
     */
    public int end() {
        return end;
    }

    /**
     * Number of an entry.
     *
     * @param at the entry
     * @return index in the table
     */
    public int entry(int at) {
        return (at - first) / SIZE;
    }

    /**
     * {@code r_offset}.
     *
     * @param at the entry
     * @return [bytes into the target section, unsigned], not checked
     */
    public long offset(int at) {
        return (long) LONG.get(bytes, at);
    }

    /**
     * {@code ELF64_R_TYPE(r_info)}.
     *
     * @param at the entry
     * @return the type
     */
    public int type(int at) {
        return (int) INT.get(bytes, at + 8);
    }

    /**
     * {@code ELF64_R_SYM(r_info)}.
     *
     * @param at the entry
     * @return the symbol's index, not checked; negative if it is 2^31 or more
     */
    public int symbol(int at) {
        return (int) INT.get(bytes, at + 12);
    }

    /**
     * {@code r_addend}.
     *
     * @param at the entry
     * @return the addend
     */
    public long addend(int at) {
        return (long) LONG.get(bytes, at + 16);
    }

    /**
     * The same as {@link RelocationTable#next}.
     *
     * @param from the first entry that is looked at
     */
    int next(int from, boolean[] symbols) {
        for (int at = from; at < end; at += SIZE) {
            int symbol = symbol(at);
            if (symbol >= 0 && symbol < symbols.length && symbols[symbol]) {
                return at;
            }
        }
        return end;
    }

    /**
     * The same as {@link RelocationTable#countTypes}.
     *
     * @param from the first entry that is looked at
     */
    int countTypes(int from, long[] counts) {
        for (int at = from; at < end; at += SIZE) {
            int type = type(at);
            if (type < 0 || type >= counts.length) {
                return at;
            }
            counts[type]++;
        }
        return end;
    }
}
