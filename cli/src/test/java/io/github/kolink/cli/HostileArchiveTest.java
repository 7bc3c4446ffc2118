// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.management.ThreadMXBean;
import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Decompression bombs in the formats whose decoders the command line brings. */
class HostileArchiveTest {
    private static final long GIB = 1L << 30;

    /** Growing by doubling takes twice the bound; the decoders' own windows are on top. */
    private static final long MOST_ALLOCATED = 2L * ModuleFile.MAX_SIZE + (160 << 20);

    @TempDir
    Path folder;

    private interface Compressor {
        OutputStream over(OutputStream out) throws IOException;
    }

    private void refused(String name, Compressor compressor) throws IOException {
        Path bomb = folder.resolve(name);
        byte[] zeros = new byte[1 << 20];
        try (OutputStream out = compressor.over(Files.newOutputStream(bomb))) {
            for (long written = 0; written < GIB; written += zeros.length) {
                out.write(zeros);
            }
        }
        assertTrue(Files.size(bomb) < 2 << 20, Files.size(bomb) + " bytes");
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            IOException refusal = assertThrows(IOException.class, () -> ModuleFile.read(bomb));
            long used = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(refusal.getMessage().startsWith(bomb + ": "), refusal.getMessage());
            assertTrue(refusal.getMessage().contains(Integer.toString(ModuleFile.MAX_SIZE)), refusal.getMessage());
            assertTrue(used < MOST_ALLOCATED, used + " bytes");
        });
    }

    @Test
    void aGibibyteInXzIsRefusedAtTheBound() throws IOException {
        refused("bomb.ko.xz", out -> new XZOutputStream(out, new LZMA2Options(0)));
    }

    @Test
    void aGibibyteInZstdIsRefusedAtTheBound() throws IOException {
        refused("bomb.ko.zst", ZstdOutputStream::new);
    }
}
