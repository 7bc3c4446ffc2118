// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of an array at a time, the first of them lowest, on any machine. */
public final class Words {
    /** Bytes in a word. */
    public static final int SIZE = 8;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Words() {}

    /**
     * Reads a word.
     *
     * @param bytes all of the word must be in them
     * @param at where it begins
     * @return the word
     */
    public static long get(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** Writes a word, all of which must be in the array. */
    static void set(byte[] bytes, int at, long word) {
        LONG.set(bytes, at, word);
    }
}
