// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.PatchedPlace;
import java.util.function.IntUnaryOperator;

/** Instructions that do nothing, of the lengths the kernel uses (asm/nops.h 6.1, 6.12). */
final class Nops {
    private static final int[][] FORMS = {
        {0x90},
        {0x66, 0x90},
        {0x0f, 0x1f, 0x00},
        {0x0f, 0x1f, 0x40, 0x00},
        {0x0f, 0x1f, 0x44, 0x00, 0x00},
        {0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00},
        {0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00},
        {0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
        {0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
        {0x66, 0x2e, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
        {0x66, 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
    };

    private Nops() {}

    /** Whether memory holds nothing but such instructions from one offset to another [bytes into the place]. */
    static boolean fill(PatchedPlace place, int from, int to) {
        int at = from;
        while (at < to) {
            int length = lengthAt(place, at);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return at == to;
    }

    /** Length of the one at an offset of memory [bytes]; 0 if there is none. No form is the beginning of another. */
    static int lengthAt(PatchedPlace place, int at) {
        return lengthIn(place::get8, at, place.length());
    }

    /** Length of the one at an offset of any bytes [bytes]; 0 if there is none before their end. */
    static int lengthIn(IntUnaryOperator bytes, int at, int end) {
        for (int[] form : FORMS) {
            int same = 0;
            while (same < form.length && at + same < end && bytes.applyAsInt(at + same) == form[same]) {
                same++;
            }
            if (same == form.length) {
                return form.length;
            }
        }
        return 0;
    }
}
