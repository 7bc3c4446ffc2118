// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import java.util.Arrays;

/** A part of an array that is never changed. */
final class Bytes {
    static final Bytes NONE = of(new byte[0]);

    private final byte[] array;
    private final int start;
    private final int length;

    /**
     * A part.
     *
     * @param array all bytes, not copied
     * @param start of the part [index]
     * @param length of the part [bytes]
     */
    Bytes(byte[] array, int start, int length) {
        this.array = array;
        this.start = start;
        this.length = length;
    }

    byte[] array() {
        return array;
    }

    int start() {
        return start;
    }

    int length() {
        return length;
    }

    static Bytes of(byte[] all) {
        return new Bytes(all, 0, all.length);
    }

    int at(int index) {
        return array[start + index] & 0xff;
    }

    byte[] copy() {
        return Arrays.copyOfRange(array, start, start + length);
    }

    Bytes from(int first) {
        return new Bytes(array, start + first, length - first);
    }

    boolean same(Bytes other) {
        return Arrays.equals(array, start, start + length, other.array, other.start, other.start + other.length);
    }

    /** These bytes, then others: how the kernel makes the identifier of a key ({@code asymmetric_key_generate_id}). */
    Bytes then(Bytes other) {
        byte[] both = Arrays.copyOf(copy(), length + other.length);
        System.arraycopy(other.array, other.start, both, length, other.length);
        return of(both);
    }

    String hex() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(Character.forDigit(at(i) >> 4, 16)).append(Character.forDigit(at(i) & 15, 16));
        }
        return text.toString();
    }
}
