// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.PatchedPlace;
import io.github.kolink.finalise.PlaceContents;
import java.util.List;

/**
 * What {@code apply_retpolines} leaves of a call or jump to {@code __x86_indirect_thunk_REGISTER} ({@code patch_retpoline},
 * arch/x86/kernel/alternative.c 6.1, 6.12): the branch through that register, perhaps behind {@code lfence}; or a branch of the
 * same form to another thunk for it. Thunks against ITS lie in pages of their own, whose address nothing tells; of those only
 * is known where in a cache line they lie and from where they are used ({@code its_allocate_thunk}, {@code
 * cpu_wants_indirect_its_thunk_at}).
 */
final class Retpolines implements PlaceContents {
    private static final List<String> REGISTERS = List.of(
            "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
            "r15");
    private static final int EIGHT = 8;
    private static final String THUNK = "__x86_indirect_thunk_";
    private static final String ITS_THUNK = "__x86_indirect_its_thunk_";
    private static final List<String> OTHER_THUNKS =
            List.of("__x86_indirect_call_thunk_", "__x86_indirect_jump_thunk_", ITS_THUNK);
    private static final int HALF_LINE = 0x20;

    private static final int REX_B = 0x41;
    private static final int BRANCH = 0xff;
    private static final int CALL_THROUGH = 0xd0;
    private static final int JUMP_THROUGH = 0xe0;
    private static final int JCC8 = 0x70;
    private static final int JCC32 = 0x80;
    private static final int[] LFENCE = {0x0f, 0xae, 0xe8};
    private static final int INT3 = 0xcc;
    private static final int NEAR = 5;

    @Override
    public boolean mayBe(PatchedPlace place) {
        int register = register(place);
        if (register < 0) {
            return false; // the kernel warns and leaves it alone
        }
        int first = place.linked8(0);
        boolean condition = first == PatchedCode.TWO_BYTES;
        int opcode = place.linked8(place.length() - NEAR);
        if (place.get8(0) == first && place.get8(place.length() - NEAR) == opcode) {
            return leadsToThunk(place, register, condition);
        }
        int at = 0;
        if (condition) {
            int inverted = JCC8 | ((opcode ^ 1) & ~JCC32);
            if (!place.holds(0, inverted, place.length() - 2)) {
                return false;
            }
            at = 2;
        }
        if (place.holds(at, LFENCE)) {
            at += LFENCE.length;
        }
        return goesThroughRegister(place, at, opcode == PatchedCode.CALL, register);
    }

    /** The register whose thunk the place leads to in our image; negative if it is none. */
    private static int register(PatchedPlace place) {
        long target = place.address() + place.length() + place.linked32(place.length() - Integer.BYTES);
        for (int register = 0; register < REGISTERS.size(); register++) {
            if (place.code().is(THUNK + REGISTERS.get(register), target)) {
                return register;
            }
        }
        return -1;
    }

    /** The same instruction, to elsewhere. */
    private static boolean leadsToThunk(PatchedPlace place, int register, boolean condition) {
        long target = place.address() + place.length() + place.get32(place.length() - Integer.BYTES);
        for (String thunk : OTHER_THUNKS) {
            if (place.code().is(thunk + REGISTERS.get(register), target)) {
                return true;
            }
        }
        int prefix = register / EIGHT;
        long lastOfThunk = target + 2 + prefix;
        long lastOfBranch = place.address() + (condition ? 2 : 0) + 1 + prefix;
        boolean fenced = ((lastOfBranch + LFENCE.length) & HALF_LINE) == 0;
        return place.code().has(ITS_THUNK + REGISTERS.get(0))
                && !place.code().mayBegin(target)
                && (lastOfThunk & HALF_LINE) != 0
                && ((lastOfBranch & HALF_LINE) == 0 || fenced);
    }

    private static boolean goesThroughRegister(PatchedPlace place, int from, boolean isCall, int register) {
        int at = from;
        if (register >= EIGHT) {
            if (!place.holds(at, REX_B)) {
                return false;
            }
            at++;
        }
        int operand = (isCall ? CALL_THROUGH : JUMP_THROUGH) | (register & (EIGHT - 1));
        if (!place.holds(at, BRANCH, operand)) {
            return false;
        }
        at += 2;
        if (!isCall && place.holds(at, INT3)) {
            at++;
        }
        return Nops.fill(place, at, place.length());
    }
}
