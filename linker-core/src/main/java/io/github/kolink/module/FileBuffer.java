// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Memory into which files are read one after the other, so that thousands of them need no memory of their own: fresh memory
 * costs more than reading what lies in the page cache. For one thread at a time.
 */
public final class FileBuffer {
    /** Stands in a text for what is none. */
    private static final char NO_TEXT = '\ufffd';
    /** What is read at a time [bytes]: the JDK reads into memory of its own, which stays in the processor's cache. */
    private static final int PIECE = 64 << 10;
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
        try (InputStream file = open(path)) {
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
                int count = file.read(array, size, Math.min(PIECE, array.length - size));
                if (count < 0) {
                    return size;
                }
                size += count;
            }
        }
    }

    /** A stream of the older kind, which costs less, can only open what has a name in text. */
    private static InputStream open(Path path) throws IOException {
        String name = path.toString();
        if (path.getFileSystem().equals(FileSystems.getDefault()) && name.indexOf(NO_TEXT) < 0) {
            try {
                return new FileInputStream(name);
            } catch (FileNotFoundException e) {
                // the other kind tells what is the matter
            }
        }
        return Files.newInputStream(path);
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
        return (int) Math.min(most, Math.max(whole, Math.max(PIECE, 2L * size)));
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
