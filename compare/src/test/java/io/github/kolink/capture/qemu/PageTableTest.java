// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageTableTest {
    private static final long RAM_BASE = 0x4000_0000L;
    private static final int RAM_SIZE = 4 << 20;
    private static final long ROOT = RAM_BASE + 0x1000;
    private static final long VIRTUAL = 0xffff_ffff_c012_3000L;

    @TempDir
    private Path temporary;

    private PhysicalMemory memory;

    @BeforeEach
    void makeMemory() throws IOException {
        Path file = temporary.resolve("ram");
        Files.write(file, new byte[RAM_SIZE]);
        memory = PhysicalMemory.map(file, RAM_BASE, RAM_SIZE);
    }

    private void entry(long table, int index, long value) throws IOException {
        byte[] bytes = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        memory.put(table + 8L * index, bytes, 0, 8);
    }

    private static int index(long virtual, int level) {
        return (int) (virtual >>> (12 + 9 * level)) & 511;
    }

    @Test
    void smallPagesAreFoundThroughFourLevels() throws IOException {
        entry(ROOT, index(VIRTUAL, 3), RAM_BASE + 0x2000 | 1);
        entry(RAM_BASE + 0x2000, index(VIRTUAL, 2), RAM_BASE + 0x3000 | 1);
        entry(RAM_BASE + 0x3000, index(VIRTUAL, 1), RAM_BASE + 0x4000 | 1);
        // the no-execute bit and software's bits are no part of the address
        entry(RAM_BASE + 0x4000, index(VIRTUAL, 0), RAM_BASE + 0x9000 | 0x8000_0000_0000_0e63L);
        entry(RAM_BASE + 0x4000, index(VIRTUAL, 0) + 1, RAM_BASE + 0x5000 | 1);
        PageTable pages = new PageTable(memory, PageTable.X86_64, ROOT, 4);

        pages.write(VIRTUAL + 0xffe, new byte[] {1, 2, 3, 4});

        byte[] before = new byte[2];
        memory.get(RAM_BASE + 0x9ffe, before, 0, 2);
        assertArrayEquals(new byte[] {1, 2}, before);
        assertArrayEquals(new byte[] {1, 2, 3, 4}, pages.read(VIRTUAL + 0xffe, 4));
        assertEquals(RAM_BASE + 0x5001, pages.physical(VIRTUAL + 0x1001));
    }

    @Test
    void largePagesEndTheWalk() throws IOException {
        entry(ROOT, index(VIRTUAL, 3), RAM_BASE + 0x2000 | 1);
        entry(RAM_BASE + 0x2000, index(VIRTUAL, 2), RAM_BASE + 0x3000 | 1);
        entry(RAM_BASE + 0x3000, index(VIRTUAL, 1), 0x4020_0000L | 0x81);
        PageTable pages = new PageTable(memory, PageTable.X86_64, ROOT, 4);

        assertEquals(0x4020_0000L | (VIRTUAL & 0x1fffff), pages.physical(VIRTUAL));
    }

    @Test
    void fiveLevelsAreWalkedWhereTheCpuHasThem() throws IOException {
        entry(ROOT, index(VIRTUAL, 4), RAM_BASE + 0x2000 | 1);
        entry(RAM_BASE + 0x2000, index(VIRTUAL, 3), RAM_BASE + 0x3000 | 1);
        entry(RAM_BASE + 0x3000, index(VIRTUAL, 2), 0x4000_0000L | 0x81);
        PageTable pages = new PageTable(memory, PageTable.X86_64, ROOT, 5);

        assertEquals(0x4000_0000L | (VIRTUAL & 0x3fffffff), pages.physical(VIRTUAL));
    }

    @Test
    void armBlocksAndTablesAreToldApart() throws IOException {
        entry(ROOT, index(VIRTUAL, 3), RAM_BASE + 0x2000 | 3);
        entry(RAM_BASE + 0x2000, index(VIRTUAL, 2), RAM_BASE + 0x3000 | 3);
        entry(RAM_BASE + 0x3000, index(VIRTUAL, 1), 0x0060_0000_4020_0701L);
        PageTable pages = new PageTable(memory, PageTable.ARM64, ROOT, 4);

        assertEquals(0x4020_0000L | (VIRTUAL & 0x1fffff), pages.physical(VIRTUAL));
    }

    @Test
    void whatIsNotMappedOrNoRamIsReported() throws IOException {
        PageTable pages = new PageTable(memory, PageTable.X86_64, ROOT, 4);

        assertThrows(IOException.class, () -> pages.physical(VIRTUAL));
        entry(ROOT, index(VIRTUAL, 3), 0xfec0_0000L | 1);
        assertThrows(IOException.class, () -> pages.physical(VIRTUAL));
    }
}
