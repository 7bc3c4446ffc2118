// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/**
 * Memory into which files are read one after the other, so that thousands of them need no memory of their own: fresh memory
 * costs more than reading what lies in the page cache. For one thread at a time.
 */
public final class FileBuffer {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
    /** What is read at a time [bytes]: the JDK reads into memory of its own, which stays in the processor's cache. */
    private static final int PIECE = 128 << 10;
    /** What is kept from one file to the next [bytes]: a distribution's largest module has half of it. */
    private static final int MOST_KEPT = 64 << 20;

    private byte[] array = new byte[0];

    /** Takes memory when something is read. */
    public FileBuffer() {}

    /**
     * Reads a file over what was read before.
     *
     * @param path the file; may be a pipe
     * @param most how large it may be [bytes]
     * @return its size [bytes]
     * @throws IOException if it cannot be read, or is larger
     */
    int read(Path path, int most) throws IOException {
        try (FileChannel file = FileChannel.open(path, READ)) {
            if (array.length == 0 || array.length > MOST_KEPT) {
                array = new byte[sizeOf(file, path, most)];
            }
            int size = 0;
            while (true) {
                if (size == array.length) {
                    int next = nextByte(file);
                    if (next < 0) {
                        return size;
                    }
                    if (size == most) {
                        throw tooLarge(path, most);
                    }
                    array = Arrays.copyOf(array, larger(size, sizeOf(file, path, most), most));
                    array[size++] = (byte) next;
                }
                int count = file.read(ByteBuffer.wrap(array, size, Math.min(PIECE, array.length - size)));
                if (count < 0) {
                    return size;
                }
                size += count;
            }
        }
    }

    /** The size the system tells [bytes]: of a pipe 0. */
    private static int sizeOf(FileChannel file, Path path, int most) throws IOException {
        long size = file.size();
        if (size > most) {
            throw tooLarge(path, most);
        }
        return (int) size;
    }

    /** Room for the whole file at once, and for more than was there before. */
    private static int larger(int size, int whole, int most) {
        return (int) Math.min(most, Math.max(whole, Math.max(PIECE, 2L * size)));
    }

    /** What follows where the array is full; -1 at the end of the file. */
    private static int nextByte(FileChannel file) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        return file.read(one) < 0 ? -1 : one.get(0) & 0xff;
    }

    private static IOException tooLarge(Path path, int most) {
        return new IOException(path + ": larger than " + most + " bytes");
    }

    /**
     * What was read last.
     *
     * @return begins with the file; the rest means nothing
     */
    byte[] array() {
        return array;
    }
}
