// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file that decompresses to a huge one is refused at the bound. */
class DecompressionBombTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path folder;

    @Test
    void aGibibyteOfZerosIsRefusedAtTheBound() throws IOException {
        DecompressionBomb.write(folder.resolve("bomb.ko.gz"), GZIPOutputStream::new)
                .assertRefused(16 << 20);
    }

    @Test
    void aHugePlainFileIsRefusedBeforeItIsRead() throws IOException {
        Path sparse = folder.resolve("sparse.ko");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(GIB);
        }
        assertThrows(IOException.class, () -> ModuleFile.read(sparse)); // the first reading loads classes
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        IOException refusal = assertThrows(IOException.class, () -> ModuleFile.read(sparse));
        assertEquals(sparse + ": larger than " + ModuleFile.MAX_SIZE + " bytes", refusal.getMessage());
        assertTrue(threads.getCurrentThreadAllocatedBytes() - before < 1 << 20);
    }

    @Test
    void aCompressedModuleIsReadWithoutASecondCopy() throws IOException {
        int size = 64 << 20;
        Path file = folder.resolve("big.ko.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(new byte[size]);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertEquals(size, ModuleFile.read(file).bytes().length);
        long used = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(used < 2L * size + (4 << 20), used + " bytes");
    }
}
