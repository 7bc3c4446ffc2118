// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash of a symbol name, part of the snapshot file format: eight bytes at a time, little-endian, on any machine.
 */
final class NameHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private NameHash() {}

    /** Hashes {@code length} bytes from {@code from}. */
    static int of(byte[] bytes, int from, int length) {
        long hash = length * MULTIPLIER;
        int at = from;
        int end = from + length;
        for (; at + 8 <= end; at += 8) {
            hash = (hash ^ (long) LONG.get(bytes, at)) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        long rest = 0;
        for (int shift = 0; at < end; at++, shift += 8) {
            rest |= (bytes[at] & 0xffL) << shift;
        }
        hash = (hash ^ rest) * MULTIPLIER;
        hash ^= hash >>> 29;
        hash *= MULTIPLIER;
        return (int) (hash >>> 32);
    }
}
