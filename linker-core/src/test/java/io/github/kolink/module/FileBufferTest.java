// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
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
}
