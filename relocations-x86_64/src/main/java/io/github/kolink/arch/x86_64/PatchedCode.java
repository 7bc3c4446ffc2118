// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.PatchedPlace;

/** Forms of instructions that the kernel writes over others (arch/x86/kernel/alternative.c, static_call.c 6.1, 6.12, 7.3). */
final class PatchedCode {
    static final int CALL = 0xe8;
    static final int JMP32 = 0xe9;
    static final int JMP8 = 0xeb;
    static final int TWO_BYTES = 0x0f;
    static final int OPERAND_SIZE = 0x66;
    static final int[] NOP5 = {0x0f, 0x1f, 0x44, 0x00, 0x00};

    private static final int JCC32 = 0x80;
    private static final int INT3 = 0xcc;
    private static final int NEAR = 5;
    /** Sizes of a call thunk, which ends where the function begins: with an absolute and with a relative operand. */
    private static final int[] THUNK_SIZES = {9, 10};

    private static final int NOP1 = 0x90;

    /** What {@code x86_return_thunk} may point to (arch/x86/kernel/cpu/bugs.c). */
    private static final String[] RETURN_THUNKS = {
        "__x86_return_thunk",
        "retbleed_return_thunk",
        "srso_return_thunk",
        "srso_alias_return_thunk",
        "its_return_thunk",
        "call_depth_return_thunk"
    };

    private static final int[] RETURN = {0xc3, INT3, INT3, INT3, INT3};
    /** {@code __static_call_return0}. */
    private static final int[] RETURN_0 = {0x2e, 0x2e, 0x2e, 0x31, 0xc0};
    /** {@code __WARN_trap}, from 7.0 on: {@code ud1 (%edx), %rdi}. */
    private static final int[] TRAP = {0x67, 0x48, 0x0f, 0xb9, 0x3a};
    /** A native spin lock's release, from 7.0 on: {@code movb $0, (%rdi)}. */
    private static final int[] UNLOCK = {0x3e, 0x3e, 0xc6, 0x07, 0x00};

    private PatchedCode() {}

    /** Where the call or jump at an offset leads, whose distance ends the instruction. */
    private static long target(PatchedPlace place, int at) {
        return place.address() + at + NEAR + place.get32(at + 1);
    }

    private static boolean leadsToFunction(PatchedPlace place, int opcode, int at) {
        return place.length() >= at + NEAR
                && place.get8(at) == opcode
                && place.code().mayBegin(target(place, at));
    }

    /** A call of a function or of the thunk in the padding before it, which counts calls ({@code retbleed=stuff}). */
    static boolean callsFunction(PatchedPlace place) {
        if (place.length() < NEAR || place.get8(0) != CALL) {
            return false;
        }
        long target = target(place, 0);
        boolean known = place.code().mayBegin(target);
        for (int size : THUNK_SIZES) {
            known |= place.code().mayBegin(target + size);
        }
        return known;
    }

    /** A return, or a jump to the thunk that returns. */
    static boolean isReturn(PatchedPlace place) {
        return place.holds(0, RETURN) || jumpsToReturn(place, 0);
    }

    private static boolean jumpsToReturn(PatchedPlace place, int at) {
        if (place.length() < at + NEAR) {
            return false;
        }
        long target = target(place, at);
        boolean known = false;
        for (String thunk : RETURN_THUNKS) {
            known |= place.code().is(thunk, target);
        }
        return known && (place.get8(at) == JMP32 || at > 0);
    }

    /** {@code lock}, or {@code ds} where there is one CPU. */
    static boolean isLock(PatchedPlace place) {
        return place.holds(0, 0xf0) || place.holds(0, 0x3e);
    }

    /** {@code endbr64}, or one of the two NOPs with which it is sealed (asm/ibt.h 6.1 and 7.3). */
    static boolean isEndbr(PatchedPlace place) {
        return place.holds(0, 0xf3, 0x0f, 0x1e, 0xfa)
                || place.holds(0, 0x66, 0x0f, 0x1f, 0x00)
                || place.holds(0, 0x0f, 0x1f, 0x40, 0xd6);
    }

    /** A call of what its key names, or what stands for a call that does nothing; a jump likewise if it was one. */
    static boolean isStaticCall(PatchedPlace place) {
        return switch (place.linked8(0)) {
            case CALL ->
                callsFunction(place)
                        || place.holds(0, NOP5)
                        || place.holds(0, RETURN_0)
                        || place.holds(0, TRAP)
                        || place.holds(0, UNLOCK);
            case JMP32 -> leadsToFunction(place, JMP32, 0) || isReturn(place);
            case TWO_BYTES ->
                place.holds(0, TWO_BYTES, place.linked8(1))
                        && (place.linked8(1) & 0xf0) == JCC32
                        && leadsToFunction(place, place.get8(1), 1);
            default -> true;
        };
    }

    /** A call of a function, or nothing. */
    static boolean isParavirtCall(PatchedPlace place) {
        return (callsFunction(place) && Nops.fill(place, NEAR, place.length())) || Nops.fill(place, 0, place.length());
    }

    /** A call of the function it was a call of, or of the thunk before it. */
    static boolean isTrackedCall(PatchedPlace place) {
        return calls(place, 0, place.address() + NEAR + place.linked32(1));
    }

    /** Whether at an offset a function is called, or the thunk before it. */
    static boolean calls(PatchedPlace place, int at, long function) {
        if (place.length() < at + NEAR || place.get8(at) != CALL) {
            return false;
        }
        long before = function - target(place, at);
        boolean known = before == 0;
        for (int size : THUNK_SIZES) {
            known |= before == size;
        }
        return known;
    }

    /** Padding that ends with {@code sarq $5, %gs:...} (arch/x86/kernel/callthunks.c 6.12). */
    static boolean isCallThunk(PatchedPlace place) {
        int at = 0;
        while (at < place.length() && place.get8(at) == NOP1) {
            at++;
        }
        int size = place.length() - at;
        boolean operand = place.holds(at, 0x65, 0x48, 0xc1, 0x3d) && size == THUNK_SIZES[0];
        operand |= place.holds(at, 0x65, 0x48, 0xc1, 0x3c, 0x25) && size == THUNK_SIZES[1];
        return operand && place.get8(place.length() - 1) == 5;
    }
}
