// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The guest's RAM: the file behind it, mapped. An access must not cross a page. */
final class PhysicalMemory {
    private static final int CHUNK_SHIFT = 30;

    private final long base;
    private final long size;
    private final ByteBuffer[] chunks;

    private PhysicalMemory(long base, long size, ByteBuffer[] chunks) {
        this.base = base;
        this.size = size;
        this.chunks = chunks;
    }

    /** Maps a file that holds {@code size} bytes of RAM from physical address {@code base} on. */
    static PhysicalMemory map(Path file, long base, long size) throws IOException {
        ByteBuffer[] chunks = new ByteBuffer[(int) ((size + (1L << CHUNK_SHIFT) - 1) >>> CHUNK_SHIFT)];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int i = 0; i < chunks.length; i++) {
                long start = (long) i << CHUNK_SHIFT;
                MappedByteBuffer chunk =
                        channel.map(FileChannel.MapMode.READ_WRITE, start, Math.min(size - start, 1L << CHUNK_SHIFT));
                chunks[i] = chunk.order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        return new PhysicalMemory(base, size, chunks);
    }

    private ByteBuffer at(long physical) throws IOException {
        long offset = physical - base;
        if (offset < 0 || offset >= size) {
            throw new IOException("physical address 0x" + Long.toHexString(physical) + " is no RAM of the guest");
        }
        return chunks[(int) (offset >>> CHUNK_SHIFT)];
    }

    private int index(long physical) {
        return (int) ((physical - base) & ((1L << CHUNK_SHIFT) - 1));
    }

    long get64(long physical) throws IOException {
        return at(physical).getLong(index(physical));
    }

    void get(long physical, byte[] into, int offset, int length) throws IOException {
        at(physical).get(index(physical), into, offset, length);
    }

    void put(long physical, byte[] from, int offset, int length) throws IOException {
        at(physical).put(index(physical), from, offset, length);
    }
}
