// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.PatchedPlace;
import io.github.kolink.finalise.PlaceContents;
import java.util.List;
import java.util.Map;

/**
 * What {@code apply_alternatives} leaves of instructions: the instructions themselves or one of their replacements, as
 * {@code apply_relocation} moves it (arch/x86/kernel/alternative.c 6.1, 6.12): distances to what lies outside are re-based, a
 * jump may become a short one, an indirect call through {@code pv_ops} a direct one, and NOPs become NOPs of other lengths.
 *
 * @param replacements all that the table has for the place
 * @param sites places of other passes, which patched the replacement before or the result afterwards: length [bytes] by
 *     address
 */
record Alternatives(List<Replacement> replacements, Map<Long, Integer> sites) implements PlaceContents {
    private static final int NEAR = 5;
    private static final int SHORT = 2;
    private static final int INT3 = 0xcc;
    private static final int NOP = 0x90;

    /** Replacing instructions. */
    static final class Replacement {
        private final long address;
        private final byte[] bytes;

        /**
         * Instructions that may stand somewhere else.
         *
         * @param address where they stand [kernel virtual address, unsigned]
         * @param bytes as relocation left them
         */
        Replacement(long address, byte[] bytes) {
            this.address = address;
            this.bytes = bytes;
        }
    }

    @Override
    public boolean mayBe(PatchedPlace place) {
        byte[] original = new byte[place.length()];
        for (int i = 0; i < original.length; i++) {
            original[i] = (byte) place.linked8(i);
        }
        if (new Match(place, new Replacement(place.address(), original)).isComplete()) {
            return true;
        }
        for (Replacement replacement : replacements) {
            if (new Match(place, replacement).isComplete()) {
                return true;
            }
        }
        return false;
    }

    /** One attempt to read memory as one replacement, from each offset that is reached to the next. */
    private final class Match {
        private final PatchedPlace place;
        private final Replacement wanted;
        private final boolean[] reached;

        Match(PatchedPlace place, Replacement wanted) {
            this.place = place;
            this.wanted = wanted;
            this.reached = new boolean[place.length() + 1];
        }

        boolean isComplete() {
            if (wanted.bytes.length > place.length()) {
                return false;
            }
            reached[0] = true;
            for (int at = 0; at < place.length(); at++) {
                if (reached[at]) {
                    step(at);
                }
            }
            return reached[place.length()];
        }

        private void step(int at) {
            boolean inside = at < wanted.bytes.length;
            if (inside && place.get8(at) == byteAt(at)) {
                reached[at + 1] = true;
            }
            if (at + Integer.BYTES <= wanted.bytes.length
                    && place.get32(at) - word(at) == (int) (wanted.address - place.address())) {
                reached[at + Integer.BYTES] = true;
            }
            reach(at, sites.getOrDefault(wanted.address + at, 0));
            reach(at, sites.getOrDefault(place.address() + at, 0));
            if (isShortened(at) || isDirectCall(at) || isSameCall(at)) {
                reach(at, NEAR);
            }
            nops(at);
        }

        private void reach(int at, int length) {
            if (at + length <= place.length()) {
                reached[at + length] = true;
            }
        }

        /** Bytes behind the replacement are padding. */
        private int byteAt(int at) {
            return at < wanted.bytes.length ? wanted.bytes[at] & 0xff : NOP;
        }

        private int word(int at) {
            return byteAt(at) | byteAt(at + 1) << 8 | byteAt(at + 2) << 16 | byteAt(at + 3) << 24;
        }

        /** A jump of 5 bytes that has become one of 2, and 3 that are not executed. */
        private boolean isShortened(int at) {
            if (at + NEAR > wanted.bytes.length
                    || byteAt(at) != PatchedCode.JMP32
                    || !place.holds(at, PatchedCode.JMP8)) {
                return false;
            }
            long target = wanted.address + at + NEAR + word(at + 1);
            return place.address() + at + SHORT + (byte) place.get8(at + 1) == target
                    && (isFilled(at + SHORT, at + NEAR) || Nops.fill(place, at + SHORT, at + NEAR));
        }

        /** A call of what the replacement calls, or of the thunk before it. */
        private boolean isSameCall(int at) {
            return at + NEAR <= wanted.bytes.length
                    && byteAt(at) == PatchedCode.CALL
                    && PatchedCode.calls(place, at, wanted.address + at + NEAR + word(at + 1));
        }

        /** ALT_FLAG_DIRECT_CALL: what {@code call *pv_ops+n} calls. */
        private boolean isDirectCall(int at) {
            return at == 0
                    && place.length() > NEAR
                    && place.linked8(0) == 0xff
                    && byteAt(0) == PatchedCode.CALL
                    && PatchedCode.callsFunction(place);
        }

        /** NOPs of the replacement, and as many bytes of other NOPs, or a jump over them. */
        private void nops(int from) {
            int length = place.length();
            boolean[] idle = new boolean[length + 1];
            idle[from] = true;
            for (int at = from; at < length; at++) {
                int nop = idle[at] ? Nops.lengthAt(place, at) : 0;
                if (nop != 0) {
                    idle[at + nop] = true;
                }
            }
            if (place.holds(from, PatchedCode.JMP8) && from + SHORT <= length) {
                int behind = from + SHORT + (byte) place.get8(from + 1);
                if (behind > from && behind <= length && isFilled(from + SHORT, behind)) {
                    idle[behind] = true;
                }
            }
            boolean[] padding = new boolean[length + 1];
            padding[from] = true;
            for (int at = from; at < length; at++) {
                int nop = padding[at] ? Nops.lengthIn(this::byteAt, at, length) : 0;
                if (nop != 0) {
                    padding[at + nop] = true;
                    reached[at + nop] |= idle[at + nop];
                }
            }
        }

        private boolean isFilled(int from, int to) {
            for (int at = from; at < to; at++) {
                if (place.get8(at) != INT3 && place.get8(at) != NOP) {
                    return false;
                }
            }
            return true;
        }
    }
}
