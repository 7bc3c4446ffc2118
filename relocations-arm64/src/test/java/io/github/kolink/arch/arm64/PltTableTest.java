// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.layout.SectionMemory;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes of instructions come from aarch64-linux-gnu-as and -ld, GNU binutils 2.40. */
class PltTableTest {
    private static final long AT = 0xffff800001234000L;
    private static final long A = 0xffff800012345678L;
    private static final long B = 0xffff800012345abcL;
    private static final String ENTRY_TO_A = "908808b010e2199100021fd6";
    private static final String EMPTY = "00".repeat(PltTable.SLOT);

    private byte[] bytes = new byte[0];

    private PltTable table(long address, int counted, boolean erratum) {
        bytes = new byte[PltTable.SLOT * (counted + 1)];
        return new PltTable(new SectionMemory(bytes, 0, bytes.length, address, ByteOrder.LITTLE_ENDIAN), erratum);
    }

    private String slot(int index) {
        return HexFormat.of().formatHex(Arrays.copyOfRange(bytes, PltTable.SLOT * index, PltTable.SLOT * (index + 1)));
    }

    @Test
    void anEntryIsAdrpAddBr() {
        PltTable table = table(AT, 2, false);
        assertEquals(0, table.branchTo(A));
        assertEquals(ENTRY_TO_A, slot(0));
        assertEquals(EMPTY, slot(1));
        assertTrue(table.reaches(0, A));
        assertEquals(AT, table.address(0));
    }

    @Test
    void anEntryReachesBackwards() {
        PltTable table = table(AT, 1, false);
        assertEquals(0, table.branchTo(0xffff7fff7fffeffcL));
        assertEquals("506ebfd010f23f9100021fd6", slot(0));
        assertTrue(table.reaches(0, 0xffff7fff7fffeffcL));
    }

    @Test
    void theSameTargetAgainUsesTheLastEntryAndLeavesACopyInTheFreeSlot() {
        PltTable table = table(AT, 2, false);
        assertEquals(0, table.branchTo(A));
        assertEquals(0, table.branchTo(A));
        assertEquals(ENTRY_TO_A, slot(1));
        assertEquals(1, table.branchTo(B));
        assertFalse(slot(1).equals(ENTRY_TO_A), "the copy is overwritten");
    }

    @Test
    void onlyTheLastEntryIsCompared() {
        PltTable table = table(AT, 3, false);
        assertEquals(0, table.branchTo(A));
        assertEquals(1, table.branchTo(B));
        assertEquals(2, table.branchTo(A));
    }

    @Test
    void theSameTargetIsFoundAcrossPages() {
        PltTable table = table(AT + 0xff4, 2, false);
        assertEquals(0, table.branchTo(A));
        assertEquals(0, table.branchTo(A));
        assertFalse(slot(0).equals(slot(1)), "another page, another ADRP");
    }

    @Test
    void theSameInstructionsOnAnotherPageLeadElsewhere() {
        PltTable table = table(AT + 0xff4, 2, false);
        assertEquals(0, table.branchTo(A));
        assertEquals(1, table.branchTo(A + 0x1000));
        assertEquals(slot(0), slot(1));
    }

    @Test
    void aFullTableStillServesTheLastTarget() {
        PltTable table = table(AT, 1, false);
        assertEquals(0, table.branchTo(A));
        assertEquals(0, table.branchTo(A));
        assertEquals(PltTable.NO_SLOT, table.branchTo(B));
        assertEquals(PltTable.NO_SLOT, table.branchTo(A), "the kernel has stopped");
    }

    @Test
    void aTableWithoutMemoryHasNoSlots() {
        PltTable table = new PltTable(new SectionMemory(new byte[1], 0, 1, AT, ByteOrder.LITTLE_ENDIAN), true);
        assertEquals(PltTable.NO_SLOT, table.branchTo(A));
        assertEquals(PltTable.NO_SLOT, table.loadPage(7, A, B));
    }

    @Test
    void anEntryIsNotMadeWhereAnAdrpMayNotStand() {
        PltTable table = table(AT + 0xfec, 3, true);
        assertEquals(0, table.branchTo(A));
        assertEquals(2, table.branchTo(B), "slot 1 is at 0xff8");
        assertEquals(EMPTY, slot(1));
        assertEquals(2, table.branchTo(B), "slot 2 is the last one used");
        assertEquals(slot(2), slot(3), "the copy");
        assertEquals(PltTable.NO_SLOT, table.branchTo(A), "the skipped slot counts");
    }

    @Test
    void withoutTheErratumNoSlotIsSkipped() {
        PltTable table = table(AT + 0xfec, 3, false);
        table.branchTo(A);
        assertEquals(1, table.branchTo(B));
    }

    @Test
    void bothLastWordsOfAPageAreForbidden() {
        assertFalse(PltTable.isForbidden(0xff4));
        assertTrue(PltTable.isForbidden(0xff8));
        assertTrue(PltTable.isForbidden(0x1ffc));
        assertFalse(PltTable.isForbidden(0x2000));
    }

    @Test
    void aVeneerIsAdrpAddBack() {
        PltTable table = table(AT, 2, true);
        assertEquals(0, table.loadPage(7, 0xffff800099999000L, 0xffff800000000ffcL));
        assertEquals("273b4cb0e7000091fd33b717", slot(0));
        assertTrue(table.reaches(0, 0xffff800099999000L));
        assertEquals(1, table.loadPage(7, 0xffff800099999000L, 0xffff800000000ffcL), "veneers are not shared");
        assertEquals(PltTable.NO_SLOT, table.loadPage(7, A, B));
    }

    @Test
    void aVeneerSkipsForbiddenSlotsAndMayTakeTheOneBehindTheLast() {
        PltTable table = table(AT + 0xff8, 1, true);
        assertEquals(1, table.loadPage(3, 0xffff800099999000L, AT));
        assertEquals(EMPTY, slot(0));
        String veneer = slot(1);
        assertEquals(PltTable.NO_SLOT, table.loadPage(3, 0xffff800099999000L, AT));
        assertEquals(veneer, slot(1));
    }

    @Test
    void aSkippedSlotIsNotUsedByTheNextVeneer() {
        PltTable table = table(AT + 0xff8, 3, true);
        assertEquals(1, table.loadPage(3, 0xffff800099999000L, AT));
        assertEquals(2, table.loadPage(3, 0xffff800099999000L, AT));
    }

    @Test
    void aVeneerThatCannotBranchBackDoesNotReach() {
        PltTable table = table(AT, 2, true);
        assertEquals(0, table.loadPage(3, 0xffff800099999000L, AT + 0x10000000));
        assertEquals("002020d4", slot(0).substring(16), "brk");
        assertFalse(table.reaches(0, 0xffff800099999000L));
    }

    @Test
    void aTargetBeyondFourGigabytesGivesABreak() {
        PltTable table = table(AT, 2, false);
        assertEquals(0, table.branchTo(AT + 0xfffff000L));
        assertTrue(table.reaches(0, AT + 0xfffff000L), "the last page in reach");
        assertEquals(1, table.branchTo(AT + 0x100000000L));
        assertEquals("002020d4", slot(1).substring(0, 8), "brk");
        assertFalse(table.reaches(1, AT + 0x100000000L));
    }

    @Test
    void aTargetFarBeyondMayLeadElsewhereUnnoticed() {
        PltTable table = table(AT, 2, false);
        long far = AT + (1L << 44) + 0x11111678;
        assertEquals(0, table.branchTo(far));
        assertEquals(ENTRY_TO_A, slot(0));
        assertFalse(table.reaches(0, far));
    }

    @Test
    void entriesAreComparedByThirtyTwoBitsOfTheDistance() {
        PltTable table = table(AT, 2, false);
        assertEquals(0, table.branchTo(AT));
        assertEquals(0, table.branchTo(AT - 0x100000000L), "taken for the same");
        assertFalse(table.reaches(0, AT - 0x100000000L));
    }

    @Test
    void brokenEntriesOfOnePageWithTheSameLowBitsAreTakenForTheSame() {
        PltTable table = table(AT, 2, false);
        assertEquals(0, table.branchTo(AT + 0x200000000L));
        assertEquals(0, table.branchTo(AT + 0x300000000L));
        assertEquals(1, table.branchTo(AT + 0x300000004L));
    }
}
