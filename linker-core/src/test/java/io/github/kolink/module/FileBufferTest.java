// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBufferTest {
    private static final int MOST = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    private Path file(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve("f" + size), bytes);
    }

    @Test
    void filesOfAnySizeAreReadOneAfterTheOther() throws IOException {
        FileBuffer buffer = new FileBuffer();
        for (int size : new int[] {10, 0, 11, 300_000, 10, 300_000, 700_001, MOST, 1}) {
            Path file = file(size);
            assertEquals(size, buffer.read(file, MOST));
            assertArrayEquals(Files.readAllBytes(file), Arrays.copyOf(buffer.array(), size));
        }
    }

    @Test
    void aFileThatIsTooLargeIsRefusedWhetherThereIsABufferAlreadyOrNot() throws IOException {
        Path large = file(MOST + 1);
        assertThrows(IOException.class, () -> new FileBuffer().read(large, MOST));
        FileBuffer used = new FileBuffer();
        used.read(file(10), MOST);
        assertThrows(IOException.class, () -> used.read(large, MOST));
        used.read(file(MOST), MOST);
        assertThrows(IOException.class, () -> used.read(large, MOST));
    }

    /** A decoy has the name in which such a name is shown. */
    @Test
    void aFileWhoseNameIsNoTextIsReadAndNotAnotherOne() throws Exception {
        String script = "printf right > \"$(printf 'a\\377.ko')\"; printf decoy > \"$(printf 'a\\357\\277\\275.ko')\"";
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .start();
        assertEquals(0, shell.waitFor());
        Set<String> read = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                FileBuffer buffer = new FileBuffer();
                int size = buffer.read(file, MOST);
                assertEquals(Files.readString(file), new String(buffer.array(), 0, size, StandardCharsets.UTF_8));
                read.add(Files.readString(file));
            }
        }
        assertEquals(Set.of("right", "decoy"), read);
    }

    @Test
    void whatCannotBeOpenedIsToldByItsKind() throws IOException {
        FileBuffer buffer = new FileBuffer();
        assertThrows(NoSuchFileException.class, () -> buffer.read(folder.resolve("none"), MOST));
        assertThrows(IOException.class, () -> buffer.read(folder, MOST));
    }

    @Test
    void aFileOfAnotherFileSystemIsRead() throws IOException {
        Path archive = folder.resolve("modules.zip");
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path inside = Files.writeString(zip.getPath("m.ko"), "zipped");
            assertEquals(6, new FileBuffer().read(inside, MOST));
        }
    }
}
