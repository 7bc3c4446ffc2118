// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * {@code Elf32_Rel} or {@code Elf32_Rela} entries in big-endian order, for loops: {@code for (int at = first(); at < end(); at
 * += size())}. Reads outside the file throw {@link IndexOutOfBoundsException}. Immutable.
 */
public final class BigRelocations32 {
    /** Bytes of an entry with addend. */
    public static final int WITH_ADDEND = 12;

    private static final int WITHOUT_ADDEND = 8;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int first;
    private final int end;
    private final int size;

    BigRelocations32(byte[] bytes, int first, int count, boolean hasAddend) {
        this.bytes = bytes;
        this.first = first;
        this.size = hasAddend ? WITH_ADDEND : WITHOUT_ADDEND;
        this.end = first + count * size;
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
     * Bytes of an entry.
     *
     * @return 12 with addends, 8 without
     */
    public int size() {
        return size;
    }

    /**
     * Number of an entry.
     *
     * @param at the entry
     * @return index in the table
     */
    public int entry(int at) {
        return (at - first) / size;
    }

    /**
     * {@code r_offset} and {@code r_info} of an entry, which lie one behind the other, in one read: that is a third of a
     * loop's reads less.
     *
     * @param at the entry
     * @return {@code r_offset} [bytes into the target section, unsigned], not checked, in bits 63:32; symbol in bits 31:8;
     *     type in bits 7:0
     */
    public long offsetAndInfo(int at) {
        return (long) LONG.get(bytes, at);
    }

    /**
     * {@code r_addend}; the table must have addends.
     *
     * @param at the entry
     * @return the addend
     */
    public int addend(int at) {
        return (int) INT.get(bytes, at + 8);
    }
}
