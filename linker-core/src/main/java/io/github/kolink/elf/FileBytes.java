// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The bytes of a file in its byte order. Read some millions of times, by methods small enough for a compiler to put them into
 * those that call them. They may be the beginning of a longer array: what lies behind the file cannot be
 * reached.
 */
final class FileBytes {
    private static final VarHandle LE16 = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] array;
    private final int size;
    private final boolean bigEndian;

    /**
     * A file.
     *
     * @param array begins with the file; not copied
     * @param size of the file [bytes]
     * @param order in which the file has its numbers
     */
    FileBytes(byte[] array, int size, ByteOrder order) {
        this.array = array;
        this.size = size;
        this.bigEndian = order == ByteOrder.BIG_ENDIAN;
    }

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    /** Whether a range lies inside the file: the one gate every offset and size passes. */
    boolean holds(long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= size && length <= size - offset;
    }

    private int checked(int at, int width) {
        return Objects.checkIndex(at, size - width + 1);
    }

    int u8(int at) {
        return array[checked(at, 1)] & 0xff;
    }

    int u16(int at) {
        return ordered((char) LE16.get(array, checked(at, Character.BYTES)));
    }

    int i32(int at) {
        return ordered((int) LE32.get(array, checked(at, Integer.BYTES)));
    }

    long u32(int at) {
        return i32(at) & 0xffffffffL;
    }

    long i64(int at) {
        return ordered((long) LE64.get(array, checked(at, Long.BYTES)));
    }

    private char ordered(char little) {
        return bigEndian ? Character.reverseBytes(little) : little;
    }

    private int ordered(int little) {
        return bigEndian ? Integer.reverseBytes(little) : little;
    }

    private long ordered(long little) {
        return bigEndian ? Long.reverseBytes(little) : little;
    }

    /** An address or size of the file's class. */
    long word(int at, boolean is64) {
        return is64 ? i64(at) : u32(at);
    }

    /** A view of a range, which must lie inside the file. */
    ByteBuffer slice(int offset, int length) {
        return ByteBuffer.wrap(array, checked(offset, length), length)
                .slice()
                .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
}
