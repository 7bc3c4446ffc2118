// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.running;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The files by which a running kernel tells about itself. */
public interface KernelFiles {
    /**
     * Reads a file to its end.
     *
     * @param path absolute, such as {@code /proc/kallsyms}
     * @return its bytes
     * @throws IOException if it cannot be read
     */
    byte[] read(String path) throws IOException;

    /**
     * Reads every file of a directory.
     *
     * @param path absolute, such as {@code /sys/module/fat/sections}
     * @return bytes by name
     * @throws IOException if the directory or a file cannot be read
     */
    Map<String, byte[]> readAll(String path) throws IOException;

    /**
     * Reads a part of a file.
     *
     * @param path absolute, such as {@code /proc/kcore}
     * @param offset where the part begins [bytes into the file]
     * @param length of the part [bytes]
     * @return so many bytes
     * @throws IOException if the file ends before or cannot be read
     */
    byte[] read(String path, long offset, int length) throws IOException;

    /**
     * Reads a short text.
     *
     * @param path absolute
     * @return without blanks at its ends
     * @throws IOException if it cannot be read
     */
    default String text(String path) throws IOException {
        return new String(read(path), StandardCharsets.UTF_8).strip();
    }
}
