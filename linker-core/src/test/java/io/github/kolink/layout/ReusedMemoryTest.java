// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReusedMemoryTest {
    private static final int KEPT = 64 << 20;

    private final ReusedMemory memory = new ReusedMemory();

    @Test
    void aRegionBeginsWithZerosWhateverWasThereBefore() {
        for (int size : new int[] {5, 16 << 10, 1, 40_000, 100_000, (16 << 10) + 1, 99_999, 0}) {
            byte[] region = memory.zeros(RegionKind.CORE, size);
            assertTrue(region.length >= size);
            assertArrayIsZero(region, size);
            Arrays.fill(region, (byte) 0x5a);
        }
    }

    @Test
    void regionsOfOneModuleDoNotShareMemoryAndThoseOfTheNextDo() {
        byte[] core = memory.zeros(RegionKind.CORE, 100);
        byte[] init = memory.zeros(RegionKind.INIT, 100);
        assertNotSame(core, init);
        assertSame(core, memory.zeros(RegionKind.CORE, 50));
        assertSame(init, memory.zeros(RegionKind.INIT, 100));
    }

    @Test
    void moreThanIsKeptIsGivenOnce() {
        byte[] small = memory.zeros(RegionKind.CORE, 100);
        assertEquals(KEPT + 1, memory.zeros(RegionKind.CORE, KEPT + 1).length);
        assertSame(small, memory.zeros(RegionKind.CORE, 100));
    }

    private static void assertArrayIsZero(byte[] array, int size) {
        for (int i = 0; i < size; i++) {
            assertEquals(0, array[i], "at " + i + " of " + size);
        }
    }
}
