// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.running;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The running kernel's files on this machine, or below a folder that holds copies of them. */
public final class LocalFiles implements KernelFiles {
    private final Path root;

    /**
     * Files of this machine.
     *
     * @param root where {@code proc} and {@code sys} are: usually {@code /}
     */
    public LocalFiles(Path root) {
        this.root = root;
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }

    @Override
    public byte[] read(String path) throws IOException {
        // Not by its size: the files of /proc have none.
        return Files.readAllBytes(at(path));
    }

    @Override
    public Map<String, byte[]> readAll(String path) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(at(path))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return found;
    }

    @Override
    public byte[] read(String path, long offset, int length) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(length);
        try (FileChannel file = FileChannel.open(at(path))) {
            while (part.hasRemaining()) {
                if (file.read(part, offset + part.position()) < 0) {
                    throw new IOException(at(path) + " ends before 0x" + Long.toHexString(offset + length));
                }
            }
        }
        return part.array();
    }
}
