// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import io.github.kolink.finalise.PatchedPlace;
import io.github.kolink.finalise.PlaceContents;

/**
 * What {@code apply_alternatives_module} leaves: the replacing instructions, with branches and page addresses that lead where
 * those led ({@code get_alt_insn}, arch/arm64/kernel/alternative.c 6.1). Asked only where they are not the original ones.
 */
final class Alternative implements PlaceContents {
    private final long address;
    private final int[] instructions;

    /**
     * A replacement.
     *
     * @param address where it stands [kernel virtual address, unsigned]
     * @param instructions as relocation left them
     */
    Alternative(long address, int[] instructions) {
        this.address = address;
        this.instructions = instructions;
    }

    @Override
    public boolean mayBe(PatchedPlace place) {
        if (instructions.length * Instruction.SIZE != place.length()) {
            return false;
        }
        for (int i = 0; i < instructions.length; i++) {
            int at = i * Instruction.SIZE;
            if (!isMoved(instructions[i], address + at, place.get32(at), place.address() + at)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMoved(int from, long fromAddress, int to, long toAddress) {
        if (from == to) {
            return true;
        }
        if (Instruction.isAdrp(from)) {
            return Instruction.withAdrImmediate(from, 0) == Instruction.withAdrImmediate(to, 0)
                    && Instruction.adrpTarget(from, fromAddress) == Instruction.adrpTarget(to, toAddress);
        }
        int shift = shift(from);
        int width = width(from);
        if (width == 0) {
            return false;
        }
        int mask = ((1 << width) - 1) << shift;
        int left = Integer.SIZE - shift - width;
        long fromTarget = fromAddress + ((long) (from << left >> (left + shift)) << 2);
        long toTarget = toAddress + ((long) (to << left >> (left + shift)) << 2);
        return (from & ~mask) == (to & ~mask) && fromTarget == toTarget;
    }

    /** Bits of a branch's distance, in instructions; 0 if it is none. */
    private static int width(int instruction) {
        if (InstructionForm.B.is(instruction) || InstructionForm.BL.is(instruction)) {
            return 26;
        }
        if (InstructionForm.CONDITIONAL_BRANCH.is(instruction)) {
            return 19;
        }
        return InstructionForm.TEST_BRANCH.is(instruction) ? 14 : 0;
    }

    private static int shift(int instruction) {
        return width(instruction) == 26 ? 0 : 5;
    }
}
