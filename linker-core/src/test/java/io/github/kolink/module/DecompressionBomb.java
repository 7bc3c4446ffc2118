// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A small file that decompresses to a gibibyte of zeros.
 *
 * @param file where it lies
 */
public record DecompressionBomb(Path file) {
    private static final long GIB = 1L << 30;

    /** What the file is compressed with. */
    public interface Compressor {
        /** A stream that compresses to another. */
        OutputStream over(OutputStream out) throws IOException;
    }

    /** Writes the file. */
    public static DecompressionBomb write(Path file, Compressor compressor) throws IOException {
        byte[] zeros = new byte[1 << 20];
        try (OutputStream out = compressor.over(Files.newOutputStream(file))) {
            for (long written = 0; written < GIB; written += zeros.length) {
                out.write(zeros);
            }
        }
        assertTrue(Files.size(file) < 2 << 20, Files.size(file) + " bytes");
        return new DecompressionBomb(file);
    }

    /**
     * Fails unless the file is refused at the bound.
     *
     * @param own what the decoder needs besides its output [bytes]; the output grows by doubling: the last array and all
     *     before it, none of which lives longer than the next
     */
    public void assertRefused(long own) {
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            IOException refusal = assertThrows(IOException.class, () -> ModuleFile.read(file));
            long used = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(refusal.getMessage().startsWith(file + ": "), refusal.getMessage());
            assertTrue(refusal.getMessage().contains(Integer.toString(ModuleFile.MAX_SIZE)), refusal.getMessage());
            assertTrue(used < 2L * ModuleFile.MAX_SIZE + own, used + " bytes");
        });
    }
}
