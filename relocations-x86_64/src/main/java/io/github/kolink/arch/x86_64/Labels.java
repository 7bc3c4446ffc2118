// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.JumpLabelAddModule;
import io.github.kolink.finalise.PatchedPlace;
import io.github.kolink.layout.SectionMemory;

/** Branches of static keys: 2 bytes or 5, a NOP or a jump (arch/x86/kernel/jump_label.c 6.1). */
final class Labels implements JumpLabelAddModule.Branches {
    private static final int SHORT = 2;
    private static final int NEAR = 5;

    @Override
    public int length(SectionMemory code, long at) {
        return switch (code.get8(at)) {
            case PatchedCode.JMP32, PatchedCode.TWO_BYTES -> NEAR;
            case PatchedCode.JMP8, PatchedCode.OPERAND_SIZE -> SHORT;
            default -> 0;
        };
    }

    @Override
    public boolean isEither(PatchedPlace branch, long distance) {
        if (branch.length() == SHORT) {
            return branch.holds(0, 0x66, 0x90)
                    || (branch.holds(0, PatchedCode.JMP8) && (byte) branch.get8(1) == distance - SHORT);
        }
        return branch.holds(0, PatchedCode.NOP5)
                || (branch.holds(0, PatchedCode.JMP32) && branch.get32(1) == distance - NEAR);
    }
}
