// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The records of symbols, while they are being read already as they lie in a snapshot file: little-endian, on any machine.
 *
 * <pre>
 * u64 address, u32 name offset, u32 CRC, u32 next namesake + 1, u32 hash,
 * u16 name length, u16 owner, u16 namespace, u8 type, u8 flags
 * </pre>
 */
public final class SymbolRecords {
    /** Size of a record [bytes]. */
    public static final int SIZE = 32;
    /** Where the address is [bytes into record]. */
    public static final int ADDRESS = 0;
    /** Where the name's offset among the names is [bytes into record]. */
    public static final int NAME = 8;
    /** Where the version CRC is [bytes into record]. */
    public static final int CRC = 12;
    /** Where the number of the next namesake is, plus 1; 0 for none [bytes into record]. */
    public static final int NEXT = 16;
    /** Where the hash of the name is [bytes into record]. */
    public static final int HASH = 20;
    /** Where the length of the name is [bytes into record]. */
    public static final int NAME_LENGTH = 24;
    /** Where the number of the owner's text is [bytes into record]. */
    public static final int OWNER = 26;
    /** Where the number of the namespace's text is [bytes into record]. */
    public static final int NAMESPACE = 28;
    /** Where the type letter is [bytes into record]. */
    public static final int TYPE = 30;
    /** Where the flags of {@link SymbolsBuilder} are [bytes into record]. */
    public static final int FLAGS = 31;

    /** How many records there can be; kernels have a hundred thousand, and modules some more. */
    static final int MOST = 1 << 25;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle CHAR = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[128 * SIZE];
    private int size;

    SymbolRecords() {}

    /** Number of records. */
    int size() {
        return size;
    }

    /** Makes room for so many records, but at most {@link #MOST}. */
    void expect(int records) {
        int needed = Math.min(records, MOST) * SIZE;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, needed);
        }
    }

    /** Adds a record without CRC, namespace and namesakes; returns its number. */
    int add(long address, int nameOffset, int nameLength, int hash, int owner, int type, int flags) {
        int index = size++;
        int at = index * SIZE;
        if (at == bytes.length) {
            expect(2 * size);
        }
        Words.set(bytes, at + ADDRESS, address);
        Words.set(bytes, at + NAME, (long) nameOffset);
        Words.set(bytes, at + NEXT, (long) hash << 32);
        Words.set(
                bytes,
                at + NAME_LENGTH,
                (long) nameLength | (long) owner << 16 | (long) (type & 0xff) << 48 | (long) flags << 56);
        return index;
    }

    long longAt(int index, int field) {
        return Words.get(bytes, index * SIZE + field);
    }

    void setLong(int index, int field, long value) {
        Words.set(bytes, index * SIZE + field, value);
    }

    int intAt(int index, int field) {
        return (int) INT.get(bytes, index * SIZE + field);
    }

    void setInt(int index, int field, int value) {
        INT.set(bytes, index * SIZE + field, value);
    }

    char charAt(int index, int field) {
        return (char) CHAR.get(bytes, index * SIZE + field);
    }

    void setChar(int index, int field, char value) {
        CHAR.set(bytes, index * SIZE + field, value);
    }

    byte byteAt(int index, int field) {
        return bytes[index * SIZE + field];
    }

    void setByte(int index, int field, byte value) {
        bytes[index * SIZE + field] = value;
    }

    /**
     * Returns the records one behind the other.
     *
     * @return the array itself, valid until a symbol is added; longer than {@link #length}
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Returns how much of {@link #bytes} is used.
     *
     * @return [bytes]
     */
    public int length() {
        return size * SIZE;
    }
}
