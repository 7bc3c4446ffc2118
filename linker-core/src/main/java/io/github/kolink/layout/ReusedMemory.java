// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import java.util.EnumMap;
import java.util.Map;

/**
 * Memory in which modules are placed one after the other, each over the one before: what thousands of them need anew keeps the
 * collector busy, and the processor's caches cold. For one thread at a time.
 */
public final class ReusedMemory implements RegionMemory {
    /** What is kept from one module to the next [bytes]: the largest region of Debian's modules for amd64 has an eighth of it. */
    private static final int MOST_KEPT = 64 << 20;
    /** Copied over what was there before: a loop over bytes is slow until the JVM's last compiler has it. */
    private static final byte[] ZEROS = new byte[16 << 10];

    private static final byte[] NONE = new byte[0];

    private final Map<RegionKind, byte[]> blocks = new EnumMap<>(RegionKind.class);

    /** Takes memory when a module is placed. */
    public ReusedMemory() {}

    @Override
    public byte[] zeros(RegionKind kind, int size) {
        byte[] block = blocks.getOrDefault(kind, NONE);
        if (size > block.length) {
            return larger(kind, size);
        }
        for (int at = 0; at < size; at += ZEROS.length) {
            System.arraycopy(ZEROS, 0, block, at, Math.min(ZEROS.length, size - at));
        }
        return block;
    }

    private byte[] larger(RegionKind kind, int size) {
        if (size > MOST_KEPT) {
            return new byte[size];
        }
        int before = blocks.getOrDefault(kind, NONE).length;
        byte[] block = new byte[Math.min(MOST_KEPT, Math.max(size, 2 * before))];
        blocks.put(kind, block);
        return block;
    }
}
