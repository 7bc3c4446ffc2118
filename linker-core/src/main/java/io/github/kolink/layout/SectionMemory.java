// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bytes of one section at its final address: what relocation and finalisation write to. Offsets are [bytes into the
 * section]; a caller asks {@link #holds} first, an offset outside the memory throws {@link IndexOutOfBoundsException} or
 * reaches a neighbour in the same region.
 */
public final class SectionMemory {
    private static final VarHandle LE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int start;
    private final int length;
    private final long address;
    private final boolean bigEndian;

    /**
     * A window of memory.
     *
     * @param bytes memory of the region
     * @param start of the section [index into {@code bytes}]
     * @param length of the section [bytes]
     * @param address of the section [kernel virtual address, unsigned]
     * @param order byte order of the target's data
     */
    public SectionMemory(byte[] bytes, int start, int length, long address, ByteOrder order) {
        this.bytes = bytes;
        this.start = start;
        this.length = length;
        this.address = address;
        this.bigEndian = order == ByteOrder.BIG_ENDIAN;
    }

    /**
     * Address of the section.
     *
     * @return [kernel virtual address, unsigned]
     */
    public long address() {
        return address;
    }

    /**
     * Size of the section.
     *
     * @return [bytes]
     */
    public int length() {
        return length;
    }

    /**
     * Whether a field lies inside the section.
     *
     * @param offset [bytes into the section], any value
     * @param width [bytes]
     * @return true if all its bytes do
     */
    public boolean holds(long offset, int width) {
        return offset >= 0 && offset <= length - width;
    }

    /**
     * Reads a byte.
     *
     * @param offset [bytes into the section]
     * @return 0 to 255
     */
    public int get8(long offset) {
        return bytes[start + (int) offset] & 0xff;
    }

    /**
     * Writes a byte.
     *
     * @param offset [bytes into the section]
     * @param value its low 8 bits are written
     */
    public void put8(long offset, int value) {
        bytes[start + (int) offset] = (byte) value;
    }

    /**
     * Reads 16 bits in the target's byte order.
     *
     * @param offset [bytes into the section]
     * @return 0 to 65,535
     */
    public int get16(long offset) {
        short value = (short) LE16.get(bytes, start + (int) offset);
        return (bigEndian ? Short.reverseBytes(value) : value) & 0xffff;
    }

    /**
     * Writes 16 bits in the target's byte order.
     *
     * @param offset [bytes into the section]
     * @param value its low 16 bits are written
     */
    public void put16(long offset, int value) {
        LE16.set(bytes, start + (int) offset, bigEndian ? Short.reverseBytes((short) value) : (short) value);
    }

    /**
     * Reads 32 bits in the target's byte order.
     *
     * @param offset [bytes into the section]
     * @return the bits
     */
    public int get32(long offset) {
        int value = (int) LE32.get(bytes, start + (int) offset);
        return bigEndian ? Integer.reverseBytes(value) : value;
    }

    /**
     * Writes 32 bits in the target's byte order.
     *
     * @param offset [bytes into the section]
     * @param value the bits
     */
    public void put32(long offset, int value) {
        LE32.set(bytes, start + (int) offset, bigEndian ? Integer.reverseBytes(value) : value);
    }

    /**
     * Reads 32 bits in little-endian order, whatever the target's: some machines' instructions are always so.
     *
     * @param offset [bytes into the section]
     * @return the bits
     */
    public int getLittle32(long offset) {
        return (int) LE32.get(bytes, start + (int) offset);
    }

    /**
     * Writes 32 bits in little-endian order, whatever the target's.
     *
     * @param offset [bytes into the section]
     * @param value the bits
     */
    public void putLittle32(long offset, int value) {
        LE32.set(bytes, start + (int) offset, value);
    }

    /**
     * Writes 32 bits in big-endian order, whatever the target's.
     *
     * @param offset [bytes into the section]
     * @param value the bits
     */
    public void putBig32(long offset, int value) {
        LE32.set(bytes, start + (int) offset, Integer.reverseBytes(value));
    }

    /**
     * Reads 64 bits in the target's byte order.
     *
     * @param offset [bytes into the section]
     * @return the bits
     */
    public long get64(long offset) {
        long value = (long) LE64.get(bytes, start + (int) offset);
        return bigEndian ? Long.reverseBytes(value) : value;
    }

    /**
     * Writes 64 bits in the target's byte order.
     *
     * @param offset [bytes into the section]
     * @param value the bits
     */
    public void put64(long offset, long value) {
        LE64.set(bytes, start + (int) offset, bigEndian ? Long.reverseBytes(value) : value);
    }

    /**
     * Reads the bytes of a field, whatever their meaning.
     *
     * @param offset [bytes into the section]
     * @param width [bytes], up to 8
     * @return the first byte in bits 7:0, and so on
     */
    public long field(long offset, int width) {
        int at = start + (int) offset;
        if (width == Integer.BYTES) {
            return (int) LE32.get(bytes, at) & 0xffffffffL;
        }
        long field = 0;
        for (int i = 0; i < width; i++) {
            field |= (bytes[at + i] & 0xffL) << (Byte.SIZE * i);
        }
        return field;
    }

    /**
     * Writes the bytes of a field.
     *
     * @param offset [bytes into the section]
     * @param field eight bytes, the first one in bits 7:0
     */
    public void putField(long offset, long field) {
        LE64.set(bytes, start + (int) offset, field);
    }

    /**
     * Writes 32 bits in little-endian order into a field that is zero. It asks by itself what {@link #holds} would tell: how
     * often a test fails is counted in the method where it stands, and with tests of other architectures' fields among
     * them the compiler keeps the way out of the loop around this call open (docs/performance.md).
     *
     * @param offset [bytes into the section], any value
     * @param value the bits
     * @return false, and nothing is written, if the field is not zero or does not lie inside the section
     */
    public boolean fillLittle32(long offset, int value) {
        if (offset < 0 || offset > length - Integer.BYTES) {
            return false;
        }
        int at = start + (int) offset;
        if ((int) LE32.get(bytes, at) != 0) {
            return false;
        }
        LE32.set(bytes, at, value);
        return true;
    }

    /**
     * Writes 64 bits in little-endian order into a field that is zero; asks as {@link #fillLittle32} does.
     *
     * @param offset [bytes into the section], any value
     * @param value the bits
     * @return false, and nothing is written, if the field is not zero or does not lie inside the section
     */
    public boolean fillLittle64(long offset, long value) {
        if (offset < 0 || offset > length - Long.BYTES) {
            return false;
        }
        int at = start + (int) offset;
        if ((long) LE64.get(bytes, at) != 0) {
            return false;
        }
        LE64.set(bytes, at, value);
        return true;
    }
}
