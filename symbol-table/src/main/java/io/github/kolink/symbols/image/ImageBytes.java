// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a decompressed kernel image, read in one byte order. Positions are file offsets; a caller asks
 * {@link #has} before it follows one that came from the file.
 */
final class ImageBytes {
    private static final VarHandle LITTLE_INT = view(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LITTLE_LONG = view(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_INT = view(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle BIG_LONG = view(long[].class, ByteOrder.BIG_ENDIAN);

    final byte[] bytes;
    final int length;
    private final ByteOrder order;

    ImageBytes(byte[] bytes, int length, ByteOrder order) {
        this.bytes = bytes;
        this.length = length;
        this.order = order;
    }

    /** Takes the buffer's bytes, without copying if it has an array of its own. */
    static ImageBytes of(ByteBuffer buffer) {
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.position() == 0) {
            return new ImageBytes(buffer.array(), buffer.limit(), ByteOrder.LITTLE_ENDIAN);
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return new ImageBytes(copy, copy.length, ByteOrder.LITTLE_ENDIAN);
    }

    private static VarHandle view(Class<?> array, ByteOrder order) {
        return MethodHandles.byteArrayViewVarHandle(array, order);
    }

    /** The same bytes, read in another order. */
    ImageBytes in(ByteOrder other) {
        return new ImageBytes(bytes, length, other);
    }

    ByteOrder order() {
        return order;
    }

    boolean has(long position, long count) {
        return position >= 0 && count >= 0 && position <= length - count;
    }

    int u8(int position) {
        return bytes[position] & 0xff;
    }

    int u16(int position) {
        int first = u8(position);
        int second = u8(position + 1);
        return order == ByteOrder.LITTLE_ENDIAN ? (second << 8) | first : (first << 8) | second;
    }

    int i32(int position) {
        return (int) (order == ByteOrder.LITTLE_ENDIAN ? LITTLE_INT : BIG_INT).get(bytes, position);
    }

    long u32(int position) {
        return i32(position) & 0xffffffffL;
    }

    long i64(int position) {
        return (long) (order == ByteOrder.LITTLE_ENDIAN ? LITTLE_LONG : BIG_LONG).get(bytes, position);
    }

    /** A pointer of 4 or 8 bytes. */
    long pointer(int position, int size) {
        return size == 8 ? i64(position) : u32(position);
    }

    /** Finds bytes; -1 if there are none from {@code from} on. */
    int find(byte[] wanted, int from) {
        byte first = wanted[0];
        int last = length - wanted.length;
        for (int at = from; at <= last; at++) {
            if (bytes[at] == first && matches(wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean matches(byte[] wanted, int at) {
        for (int i = 1; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Length of the text at a position up to its NUL; -1 if it is not printable or longer than {@code most}. */
    int textLength(int position, int most) {
        int end = position;
        while (end < length && end - position <= most) {
            int c = bytes[end];
            if (c == 0) {
                return end - position;
            }
            if (c < ' ' && c != '\n' && c != '\t') {
                return -1;
            }
            end++;
        }
        return -1;
    }

    String text(int position, int count) {
        return new String(bytes, position, count, StandardCharsets.UTF_8);
    }
}
