// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names of symbols by index, as bytes one behind the other, and a hash table over them. */
public final class NameTable {
    private static final int NONE = SymbolsBuilder.NONE;

    private byte[] names = new byte[1 << 12];
    private int namesLength;
    private int[] nameOffset = new int[128];
    private char[] nameLength = new char[128];
    private int[] hash = new int[128];
    private int[] next = new int[128];
    private int[] buckets = new int[0];
    private int size;

    NameTable() {}

    /** Makes room for names and for their bytes together. */
    void expect(int symbols, int nameBytes) {
        growTo(symbols);
        if (nameBytes > names.length) {
            names = Arrays.copyOf(names, nameBytes);
        }
    }

    private void growTo(int capacity) {
        if (capacity <= nameOffset.length) {
            return;
        }
        nameOffset = Arrays.copyOf(nameOffset, capacity);
        nameLength = Arrays.copyOf(nameLength, capacity);
        hash = Arrays.copyOf(hash, capacity);
        next = Arrays.copyOf(next, capacity);
    }

    /** Adds the name of the next symbol. */
    void add(byte[] source, int nameFrom, int length) {
        if (size == nameOffset.length) {
            growTo(size * 2);
        }
        if (namesLength + length > names.length) {
            names = Arrays.copyOf(names, Math.max(names.length * 2, namesLength + length));
        }
        System.arraycopy(source, nameFrom, names, namesLength, length);
        nameOffset[size] = namesLength;
        nameLength[size] = (char) length;
        hash[size] = NameHash.of(names, namesLength, length);
        next[size] = NONE;
        namesLength += length;
        size++;
    }

    /** Builds the hash table over all names; namesakes are chained in source order. */
    void index() {
        int capacity = Integer.highestOneBit(Math.max(size, 8)) * 4;
        buckets = new int[capacity];
        int[] tail = new int[size];
        Arrays.fill(next, 0, size, NONE);
        for (int symbol = 0; symbol < size; symbol++) {
            int bucket = bucketOf(hash[symbol], names, nameOffset[symbol], nameLength[symbol]);
            int head = buckets[bucket] - 1;
            if (head == NONE) {
                buckets[bucket] = symbol + 1;
                tail[symbol] = symbol;
            } else {
                next[tail[head]] = symbol;
                tail[head] = symbol;
            }
        }
    }

    /**
     * Returns the first symbol of that name or {@link SymbolsBuilder#NONE}; follow {@link #next} for the others.
     *
     * @param bytes where the name is
     * @param from where it begins
     * @param length [bytes]
     * @return the index
     */
    public int find(byte[] bytes, int from, int length) {
        return buckets[bucketOf(NameHash.of(bytes, from, length), bytes, from, length)] - 1;
    }

    private int bucketOf(int nameHash, byte[] bytes, int from, int length) {
        int mask = buckets.length - 1;
        int bucket = nameHash & mask;
        while (true) {
            int head = buckets[bucket] - 1;
            if (head == NONE
                    || (hash[head] == nameHash
                            && Arrays.equals(
                                    names,
                                    nameOffset[head],
                                    nameOffset[head] + nameLength[head],
                                    bytes,
                                    from,
                                    from + length))) {
                return bucket;
            }
            bucket = (bucket + 1) & mask;
        }
    }

    /**
     * Returns the next namesake of a symbol.
     *
     * @param index the symbol
     * @return its index; {@link SymbolsBuilder#NONE} for the last
     */
    public int next(int index) {
        return next[index];
    }

    /**
     * Returns a name.
     *
     * @param index the symbol
     * @return the name
     */
    public String name(int index) {
        return new String(names, nameOffset[index], nameLength[index], StandardCharsets.UTF_8);
    }

    /**
     * Returns the hash of a symbol's name.
     *
     * @param index the symbol
     * @return as {@link NameHash} computes it
     */
    public int hash(int index) {
        return hash[index];
    }

    /**
     * Returns where a name begins in {@link #bytes()}.
     *
     * @param index the symbol
     * @return [bytes]
     */
    public int offset(int index) {
        return nameOffset[index];
    }

    /**
     * Returns how long a name is.
     *
     * @param index the symbol
     * @return [bytes]
     */
    public char length(int index) {
        return nameLength[index];
    }

    /**
     * Returns the bytes of all names.
     *
     * @return the array itself, valid until a symbol is added
     */
    public byte[] bytes() {
        return names;
    }

    /**
     * Returns how much of {@link #bytes()} is used.
     *
     * @return [bytes]
     */
    public int bytesLength() {
        return namesLength;
    }

    /**
     * Returns the hash table over the names, as a snapshot file has it.
     *
     * @return index + 1 of the first symbol of a name, 0 empty; the array itself
     */
    public int[] buckets() {
        return buckets;
    }
}
