// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.kolink.codec.CodecException;
import io.github.kolink.symbols.image.KallsymsImageWriter;
import io.github.kolink.symbols.text.ConfigTextTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged sources give a snapshot or one of the two checked exceptions, in bounded time. */
class SourceFuzzTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private static void readDamaged(byte[] bytes) throws IOException {
        try {
            KernelSnapshot.of(ByteBuffer.wrap(bytes), "fuzz");
        } catch (SymbolSourceException | CodecException e) {
            assertFalse(String.valueOf(e.getMessage()).isBlank());
        }
    }

    private static void mutate(byte[] seed, int from, int rounds, long randomSeed) {
        assertTimeoutPreemptively(PATIENCE, () -> {
            Random random = new Random(randomSeed);
            for (int round = 0; round < rounds; round++) {
                byte[] bytes = seed.clone();
                for (int i = 0; i <= random.nextInt(4); i++) {
                    bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt();
                }
                readDamaged(bytes);
            }
        });
    }

    @Test
    void mutatedImageTablesAreSurvived() {
        byte[] image = new KallsymsImageWriter().write();
        mutate(image, 0x40000, 300, 1);
    }

    @Test
    void mutatedImagesWithPointersAreSurvived() {
        mutate(KallsymsImageWriter.withPointers().write(), 0x40000, 200, 2);
    }

    @Test
    void imagesCutAnywhereAreSurvived() {
        byte[] image = new KallsymsImageWriter().write();
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int length = 0x40000; length < image.length; length += 331) {
                readDamaged(Arrays.copyOf(image, length));
            }
        });
    }

    @Test
    void mutatedTextsAreSurvived() {
        mutate(
                "ffffffff81000000 T _stext\nffffffffc0000000 t init\t[loop]\n".getBytes(StandardCharsets.UTF_8),
                0,
                20_000,
                3);
        mutate("0x4c9d28b0\tphys_base\tvmlinux\tEXPORT_SYMBOL\t\n".getBytes(StandardCharsets.UTF_8), 0, 20_000, 4);
        mutate(ConfigTextTest.TEXT.getBytes(StandardCharsets.UTF_8), 0, 5_000, 5);
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("empty"));
        assertThrows(SymbolSourceException.class, () -> KernelSnapshot.open(file));
    }
}
