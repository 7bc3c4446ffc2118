// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.codec.PlainFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Memory into which files are read one after the other, so that thousands of them need no memory of their own: fresh memory
 * costs more than reading what lies in the page cache. For one thread at a time.
 */
public final class FileBuffer {
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
        try (InputStream file = PlainFiles.open(path)) {
            if (array.length == 0 || array.length > MOST_KEPT) {
                array = new byte[sizeOf(path, most)];
            }
            int size = 0;
            while (true) {
                if (size == array.length) {
                    int next = file.read();
                    if (next < 0) {
                        return size;
                    }
                    if (size == most) {
                        throw tooLarge(path, most);
                    }
                    array = Arrays.copyOf(array, larger(size, sizeOf(path, most), most));
                    array[size++] = (byte) next;
                }
                int end = PlainFiles.read(file, array, size, array.length);
                if (end < array.length) {
                    return end;
                }
                size = end;
            }
        }
    }

    /** The size the system tells [bytes]: of a pipe 0. */
    private static int sizeOf(Path path, int most) throws IOException {
        long size = Files.size(path);
        if (size > most) {
            throw tooLarge(path, most);
        }
        return (int) size;
    }

    /** Room for the whole file at once, and for more than was there before. */
    private static int larger(int size, int whole, int most) {
        return (int) Math.min(most, Math.max(whole, Math.max(PlainFiles.PIECE, 2L * size)));
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
