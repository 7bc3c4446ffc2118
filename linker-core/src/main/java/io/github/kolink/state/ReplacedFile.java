// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is replaced whole. The new contents go to a file beside it, {@code .NAME.PID.NUMBER.new}, reach the disk, and
 * take the name by {@code rename(2)}: a kill or a power cut at any moment leaves the old contents or the new. Two writers do
 * not mix; the last rename counts. What a killed writer left beside the file is removed by the next one.
 */
public final class ReplacedFile {
    private final Path file;

    /**
     * A file, there or not.
     *
     * @param file in a directory that is there
     */
    public ReplacedFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Replaces the file. It is readable by its owner only.
     *
     * @param bytes its new contents
     * @throws IOException if they cannot be written; the file is as it was
     */
    public void write(byte[] bytes) throws IOException {
        Path directory = directory();
        removeLeftovers(directory);
        Path fresh = directory.resolve(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + "." + System.nanoTime() + ".new");
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh,
                    options,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        sync(directory);
    }

    /**
     * Removes the file.
     *
     * @throws IOException if it is there and cannot be removed
     */
    public void delete() throws IOException {
        if (Files.deleteIfExists(file)) {
            sync(directory());
        }
    }

    private Path directory() throws IOException {
        Path parent = file.getParent();
        if (parent == null || file.getFileName() == null) {
            throw new IOException(file + " is no name of a file");
        }
        return parent;
    }

    /** The name is on the disk only with its directory. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void removeLeftovers(Path directory) throws IOException {
        Pattern leftover = Pattern.compile(Pattern.quote("." + file.getFileName() + ".") + "(\\d{1,9})\\.-?\\d+\\.new");
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(directory)) {
            for (Path path : beside) {
                Matcher name = leftover.matcher(String.valueOf(path.getFileName()));
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
