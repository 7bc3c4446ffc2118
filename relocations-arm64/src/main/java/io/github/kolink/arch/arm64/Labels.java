// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import io.github.kolink.finalise.JumpLabelAddModule;
import io.github.kolink.finalise.PatchedPlace;
import io.github.kolink.layout.SectionMemory;

/** Branches of static keys: one instruction, {@code nop} or {@code b} (arch/arm64/kernel/jump_label.c 6.1). */
final class Labels implements JumpLabelAddModule.Branches {
    private static final int NOP = 0xd503201f;
    private static final int B = 0x1400_0000;
    private static final int IMMEDIATE = 0x03ff_ffff;

    @Override
    public int length(SectionMemory code, long offset) {
        return Instruction.SIZE;
    }

    @Override
    public boolean isEither(PatchedPlace branch, long distance) {
        int instruction = branch.get32(0);
        return instruction == NOP || instruction == (B | ((int) (distance >> 2) & IMMEDIATE));
    }
}
