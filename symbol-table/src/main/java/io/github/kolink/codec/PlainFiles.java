// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.codec;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Files by {@code java.io}, which costs a virtual machine that has just started less than {@code java.nio.file} does. It can
 * only reach what has a name in text; all else is done the other way.
 *
 * @since 0.1
 */
public final class PlainFiles {
    /** What to read at a time [bytes]: the JDK reads into memory of its own, which stays in the processor's cache. */
    public static final int PIECE = 64 << 10;

    /** Stands in a text for what is none. */
    private static final char NO_TEXT = '\ufffd';
    /** The same in the names that {@link File} lists, if the locale knows only ASCII. */
    private static final char NO_ASCII = '?';

    private PlainFiles() {}

    /**
     * Opens a file.
     *
     * @param path the file; may be a pipe
     * @return its bytes, not buffered
     * @throws IOException as {@link Files#newInputStream} does
     */
    public static InputStream open(Path path) throws IOException {
        String name = path.toString();
        if (isPlain(path) && name.indexOf(NO_TEXT) < 0) {
            try {
                return new FileInputStream(name);
            } catch (FileNotFoundException e) {
                // the other kind tells what is the matter
            }
        }
        return Files.newInputStream(path);
    }

    /**
     * Reads as much as there is, up to a number of bytes.
     *
     * @param in where it is read
     * @param bytes where it goes
     * @param from first index
     * @param to one more than the last index
     * @return the index behind the last byte that was read; less than {@code to} only at the end of the file
     * @throws IOException if it cannot be read
     */
    public static int read(InputStream in, byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (at < to) {
            int count = in.read(bytes, at, Math.min(PIECE, to - at));
            if (count < 0) {
                return at;
            }
            at += count;
        }
        return at;
    }

    /**
     * Lists a directory.
     *
     * @param directory the directory
     * @return the names in their order, each of which together with the directory's is the path of its entry; empty if not
     *     all can be told this way, or it cannot be read
     */
    public static Optional<List<String>> list(Path directory) {
        String path = directory.toString();
        String[] names = isPlain(directory) && path.indexOf(NO_TEXT) < 0 ? new File(path).list() : null;
        if (names == null) {
            return Optional.empty();
        }
        for (String name : names) {
            if (name.indexOf(NO_TEXT) >= 0 || name.indexOf(NO_ASCII) >= 0) {
                return Optional.empty();
            }
        }
        Arrays.sort(names);
        return Optional.of(Arrays.asList(names));
    }

    private static boolean isPlain(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }
}
