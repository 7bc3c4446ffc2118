// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static io.github.kolink.arch.arm64.Instruction.BREAK_FAULT;
import static io.github.kolink.arch.arm64.Instruction.BR_X16;
import static io.github.kolink.arch.arm64.Instruction.SIZE;
import static io.github.kolink.arch.arm64.Instruction.X16;

import io.github.kolink.layout.SectionMemory;

/**
 * The linkage entries of one region at relocation time: {@code module_emit_plt_entry} and {@code
 * module_emit_veneer_for_adrp} (arch/arm64/kernel/module-plts.c 6.1). A slot is three instructions. There is one slot more
 * than was counted: a new entry is written to the next free slot before it is compared with the last one, and if both
 * lead to the same place the copy stays there, unused, until it is overwritten.
 */
final class PltTable {
    /** Bytes of a slot. */
    static final int SLOT = 3 * SIZE;
    /** No slot was left. */
    static final int NO_SLOT = -1;

    private final SectionMemory memory;
    private final boolean erratum;
    private final int counted;
    private int used;

    /**
     * An empty table.
     *
     * @param memory {@code .plt} or {@code .init.plt}
     * @param erratum whether an ADRP may not stand in the last two words of a page
     */
    PltTable(SectionMemory memory, boolean erratum) {
        this.memory = memory;
        this.erratum = erratum;
        this.counted = memory.length() / SLOT - 1;
    }

    /** Whether an ADRP at this address triggers erratum 843419. */
    static boolean isForbidden(long address) {
        return (address & 0xfff) >= 0xff8;
    }

    /** Address of a slot [kernel virtual address, unsigned]. */
    long address(int slot) {
        return memory.address() + (long) slot * SLOT;
    }

    /**
     * An entry that branches to an address: {@code adrp x16; add x16; br x16}.
     *
     * @param target [kernel virtual address, unsigned]
     * @return slot of the entry: a new one, or the last one made if it leads to the same place; or {@link #NO_SLOT}
     */
    int branchTo(long target) {
        int last = used - 1;
        int slot = isForbiddenSlot(used) ? used + 1 : used;
        if (!memory.holds((long) slot * SLOT, SLOT)) {
            used = slot;
            return NO_SLOT; // The table was full before: the kernel has stopped by now.
        }
        write(slot, target);
        if (last >= 0 && isSame(slot, last)) {
            return last;
        }
        used = slot + 1;
        return used > counted ? NO_SLOT : slot;
    }

    /**
     * A veneer for an ADRP that may not stand where it stands: {@code adrp rd; add rd, #0; b back}.
     *
     * @param register rd
     * @param page what rd becomes [kernel virtual address, unsigned]
     * @param back where to go on [kernel virtual address, unsigned]
     * @return slot of the veneer, or {@link #NO_SLOT}
     */
    int loadPage(int register, long page, long back) {
        int slot = used++;
        if (used > counted) {
            used = counted + 1;
            return NO_SLOT;
        }
        if (isForbiddenSlot(slot)) {
            slot = used++; // Not counted again: the slot behind the last counted one may be taken.
        }
        write(
                slot,
                Instruction.adrp(register, address(slot), page),
                Instruction.addLow12(register, page),
                Instruction.b(address(slot) + 2 * SIZE, back));
        return slot;
    }

    /** Whether what stands in a slot leads to the page of an address; not if the page is too far for an ADRP. */
    boolean reaches(int slot, long target) {
        return Instruction.isAdrp(word(slot, 0))
                && Instruction.adrpTarget(word(slot, 0), address(slot)) == Instruction.page(target)
                && word(slot, 2) != BREAK_FAULT;
    }

    private boolean isForbiddenSlot(int slot) {
        return erratum && isForbidden(address(slot));
    }

    /** {@code plt_entries_equal}; where the kernel stops with BUG(), at an entry without ADRP, they differ. */
    private boolean isSame(int slot, int other) {
        if (word(slot, 1) != word(other, 1) || word(slot, 2) != word(other, 2)) {
            return false;
        }
        int adrp = word(slot, 0);
        int otherAdrp = word(other, 0);
        if (adrp == otherAdrp && Instruction.page(address(slot)) == Instruction.page(address(other))) {
            return true;
        }
        return Instruction.isAdrp(adrp)
                && Instruction.isAdrp(otherAdrp)
                && Instruction.adrpTargetCompared(adrp, address(slot))
                        == Instruction.adrpTargetCompared(otherAdrp, address(other));
    }

    private int word(int slot, int index) {
        return memory.getLittle32((long) slot * SLOT + (long) index * SIZE);
    }

    /** Writes an entry without looking at others. */
    static void write(SectionMemory memory, int slot, long target) {
        new PltTable(memory, false).write(slot, target);
    }

    private void write(int slot, long target) {
        write(slot, Instruction.adrp(X16, address(slot), target), Instruction.addLow12(X16, target), BR_X16);
    }

    private void write(int slot, int first, int second, int third) {
        long offset = (long) slot * SLOT;
        memory.putLittle32(offset, first);
        memory.putLittle32(offset + SIZE, second);
        memory.putLittle32(offset + 2 * SIZE, third);
    }
}
