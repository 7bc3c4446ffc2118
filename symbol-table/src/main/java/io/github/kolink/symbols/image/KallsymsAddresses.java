// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of kallsyms, in whichever of its forms the image has them. All candidates are decoded; the table is
 * sorted by address, so the right one is the one that comes out sorted. No version number is asked.
 */
final class KallsymsAddresses {

    /** How an entry encodes an address. */
    enum Form {
        /** u32 offset from the relative base ({@code kallsyms_sym_address}, {@code kernel/kallsyms.c} (6.1)). */
        OFFSET,
        /** s32: absolute if not negative, else base - 1 - value ({@code CONFIG_KALLSYMS_ABSOLUTE_PERCPU}). */
        ABSOLUTE_PERCPU,
        /** s32 offset from the entry itself (measured in 7.3). */
        SELF_RELATIVE,
        /** The address itself ({@code CONFIG_KALLSYMS_BASE_RELATIVE} off). */
        PLAIN
    }

    private static final int NO_BASE = -1;

    private final long[] values;
    private final Form form;
    private final boolean absolute;

    private KallsymsAddresses(long[] values, Form form, boolean absolute) {
        this.values = values;
        this.form = form;
        this.absolute = absolute;
    }

    /** Addresses by symbol, or addresses less an unknown base if not {@link #absolute()}. */
    long[] values() {
        return values;
    }

    Form form() {
        return form;
    }

    /** False if the base is not in the image in place: a relocation writes it, or the form has none. */
    boolean absolute() {
        return absolute;
    }

    /**
     * Decodes the addresses that belong to the names.
     *
     * @return empty if no form gives a sorted table
     */
    static Optional<KallsymsAddresses> decode(KallsymsNames names, TokenTable tokens) {
        ImageBytes image = names.image();
        List<KallsymsAddresses> sorted = new ArrayList<>();
        int count = names.count();
        // Where base or addresses are pointers, everything is aligned to them, the names behind the count too.
        int pointer = names.namesAt() - names.countAt();
        long offsets = aligned(4L * count, pointer);
        // Up to 6.4 offsets and base come before the count, since then behind the token index.
        long before = (long) names.countAt() - pointer - offsets;
        tryOffsets(image, count, before, names.countAt() - pointer, pointer, sorted);
        long behind = aligned(tokens.endAt(), pointer);
        tryOffsets(image, count, behind, behind + offsets, pointer, sorted);
        tryForm(image, count, tokens.endAt(), NO_BASE, Form.SELF_RELATIVE, 8, sorted);
        tryForm(image, count, names.countAt() - (long) pointer * count, NO_BASE, Form.PLAIN, pointer, sorted);
        tryForm(image, count, behind, NO_BASE, Form.PLAIN, pointer, sorted);
        // A table of 32-bit addresses, read one word off as offsets from its last address, is sorted too.
        return sorted.stream()
                .filter(candidate -> candidate.form == Form.PLAIN)
                .findFirst()
                .or(() -> sorted.stream().findFirst());
    }

    /** False for offsets read as addresses: the first is zero, and the base behind them lies far from the rest. */
    private static boolean isOneKernel(long[] values) {
        long last = values[values.length - 1];
        long beforeLast = values[values.length - 2];
        return values[0] != 0 && Long.compareUnsigned(last - beforeLast, beforeLast - values[0]) <= 0;
    }

    private static long aligned(long value, int to) {
        return (value + to - 1) / to * to;
    }

    private static void tryOffsets(
            ImageBytes image, int count, long at, long baseAt, int pointer, List<KallsymsAddresses> sorted) {
        tryForm(image, count, at, baseAt, Form.ABSOLUTE_PERCPU, pointer, sorted);
        tryForm(image, count, at, baseAt, Form.OFFSET, pointer, sorted);
    }

    private static void tryForm(
            ImageBytes image, int count, long at, long baseAt, Form form, int pointer, List<KallsymsAddresses> sorted) {
        int width = form == Form.PLAIN ? pointer : 4;
        if (!image.has(at, (long) width * count) || (baseAt != NO_BASE && !image.has(baseAt, pointer))) {
            return;
        }
        long base = baseAt == NO_BASE ? 0 : image.pointer((int) baseAt, pointer);
        long[] values = new long[count];
        boolean negative = false;
        for (int i = 0; i < count; i++) {
            int entry = (int) at + width * i;
            int stored = width == 4 ? image.i32(entry) : 0;
            negative |= stored < 0;
            values[i] = switch (form) {
                case OFFSET -> base + (stored & 0xffffffffL);
                case ABSOLUTE_PERCPU -> stored >= 0 ? stored : base - 1 - stored;
                case SELF_RELATIVE -> (long) entry + stored;
                case PLAIN -> image.pointer(entry, pointer);
            };
            if (pointer == 4 && form != Form.SELF_RELATIVE) {
                values[i] &= 0xffffffffL;
            }
        }
        boolean plausible = switch (form) {
            case ABSOLUTE_PERCPU -> negative;
            case SELF_RELATIVE -> negative && values[count - 1] - values[0] < Integer.MAX_VALUE;
            case PLAIN -> isOneKernel(values);
            case OFFSET -> true;
        };
        if (plausible && isSorted(values, form) && values[0] != values[count - 1]) {
            boolean absolute = form == Form.PLAIN || (form != Form.SELF_RELATIVE && (base != 0 || pointer == 4));
            sorted.add(new KallsymsAddresses(values, form, absolute));
        }
    }

    private static boolean isSorted(long[] values, Form form) {
        long flip = form == Form.SELF_RELATIVE ? 0 : Long.MIN_VALUE;
        for (int i = 1; i < values.length; i++) {
            if ((values[i] ^ flip) < (values[i - 1] ^ flip)) {
                return false;
            }
        }
        return true;
    }

    /** The same addresses with their base added. */
    KallsymsAddresses withBase(long base) {
        long[] moved = Arrays.stream(values).map(value -> value + base).toArray();
        return new KallsymsAddresses(moved, form, true);
    }
}
