// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

/**
 * The hash of a symbol name, part of the snapshot file format: eight bytes at a time, little-endian, on any machine.
 * Plain array reads, because the first use of a VarHandle costs a fresh JVM more than opening a snapshot.
 */
public final class NameHash {
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private NameHash() {}

    /**
     * Hashes {@code length} bytes from {@code from}.
     *
     * @param bytes where the name is
     * @param from where it begins
     * @param length [bytes]
     * @return the hash
     */
    public static int of(byte[] bytes, int from, int length) {
        long hash = begin(length);
        int at = from;
        int end = from + length;
        for (; at + 8 <= end; at += 8) {
            hash = add(hash, eight(bytes, at));
        }
        return end(hash, rest(bytes, from, at, end));
    }

    /** Before the first byte of a name of so many bytes. */
    static long begin(int length) {
        return length * MULTIPLIER;
    }

    /** With the next eight bytes, the first one lowest. */
    static long add(long hash, long eight) {
        long mixed = (hash ^ eight) * MULTIPLIER;
        return mixed ^ (mixed >>> 32);
    }

    /** With the up to seven bytes that are left, the first one lowest and 0 above the last. */
    static int end(long hash, long rest) {
        long mixed = (hash ^ rest) * MULTIPLIER;
        mixed ^= mixed >>> 29;
        return (int) ((mixed * MULTIPLIER) >>> 32);
    }

    /** The up to seven bytes that are left: of a long name cut out of its last eight, as a loop's end would be guessed wrong. */
    private static long rest(byte[] bytes, int from, int at, int end) {
        if (at == end) {
            return 0;
        }
        if (end - from >= 8) {
            return eight(bytes, end - 8) >>> (64 - 8 * (end - at));
        }
        long rest = 0;
        for (int i = at; i < end; i++) {
            rest |= (bytes[i] & 0xffL) << (8 * (i - at));
        }
        return rest;
    }

    private static long eight(byte[] bytes, int at) {
        int low = (bytes[at] & 0xff)
                | ((bytes[at + 1] & 0xff) << 8)
                | ((bytes[at + 2] & 0xff) << 16)
                | (bytes[at + 3] << 24);
        int high = (bytes[at + 4] & 0xff)
                | ((bytes[at + 5] & 0xff) << 8)
                | ((bytes[at + 6] & 0xff) << 16)
                | (bytes[at + 7] << 24);
        return ((long) high << 32) | (low & 0xffffffffL);
    }
}
