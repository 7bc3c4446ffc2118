// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names of symbols by index, as bytes one behind the other, and a hash table over them. */
public final class NameTable {
    private static final int NONE = SymbolsBuilder.NONE;

    /** Room behind the names for the rest of a word [bytes]. */
    private static final int SLACK = Words.SIZE;

    private final SymbolRecords records;
    private byte[] names = new byte[1 << 12];
    private int namesLength;
    private int[] buckets = new int[0];

    NameTable(SymbolRecords records) {
        this.records = records;
    }

    /** Makes room for names of so many bytes together. */
    void expect(int nameBytes) {
        if (nameBytes + SLACK > names.length) {
            names = Arrays.copyOf(names, nameBytes + SLACK);
        }
    }

    /** Adds the next symbol; returns its index. */
    int add(byte[] source, int nameFrom, int length, long address, int owner, int type, int flags) {
        int nameTo = namesLength;
        if (nameTo + length + SLACK > names.length) {
            expect(Math.max(names.length * 2, nameTo + length));
        }
        namesLength = nameTo + length;
        int hash = nameFrom + length + SLACK <= source.length
                ? copyWords(source, nameFrom, length, nameTo)
                : copy(source, nameFrom, length, nameTo);
        return records.add(address, nameTo, length, hash, owner, type, flags);
    }

    private int copy(byte[] source, int nameFrom, int length, int nameTo) {
        System.arraycopy(source, nameFrom, names, nameTo, length);
        return NameHash.of(names, nameTo, length);
    }

    /** Copies and hashes in one go, eight bytes at a time: up to seven bytes too many, over which the next name is written. */
    private int copyWords(byte[] source, int nameFrom, int length, int nameTo) {
        byte[] target = names;
        long hash = NameHash.begin(length);
        int at = 0;
        for (; at + Words.SIZE <= length; at += Words.SIZE) {
            long word = Words.get(source, nameFrom + at);
            Words.set(target, nameTo + at, word);
            hash = NameHash.add(hash, word);
        }
        long word = Words.get(source, nameFrom + at);
        Words.set(target, nameTo + at, word);
        return NameHash.end(hash, first(word, length - at));
    }

    /** Builds the hash table over all names; namesakes are chained in source order. */
    void index() {
        int size = records.size();
        int capacity = Integer.highestOneBit(Math.max(size, 8)) * 4;
        buckets = new int[capacity];
        int[] tail = new int[size];
        for (int symbol = 0; symbol < size; symbol++) {
            records.setInt(symbol, SymbolRecords.NEXT, 0);
            int bucket = bucketOf(hash(symbol), names, offset(symbol), length(symbol));
            int head = buckets[bucket] - 1;
            if (head == NONE) {
                buckets[bucket] = symbol + 1;
                tail[symbol] = symbol;
            } else {
                records.setInt(tail[head], SymbolRecords.NEXT, symbol + 1);
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
        int nameHash = from + length + SLACK <= bytes.length
                ? hashWords(bytes, from, length)
                : NameHash.of(bytes, from, length);
        return buckets[bucketOf(nameHash, bytes, from, length)] - 1;
    }

    /** What {@link NameHash#of} gives, for a name with a word's room behind it. */
    private static int hashWords(byte[] bytes, int from, int length) {
        long hash = NameHash.begin(length);
        int at = 0;
        for (; at + Words.SIZE <= length; at += Words.SIZE) {
            hash = NameHash.add(hash, Words.get(bytes, from + at));
        }
        return NameHash.end(hash, first(Words.get(bytes, from + at), length - at));
    }

    /** The first bytes of a word, and 0 for those behind them. */
    private static long first(long word, int count) {
        return word & ((1L << (8 * count)) - 1);
    }

    private int bucketOf(int nameHash, byte[] bytes, int from, int length) {
        int mask = buckets.length - 1;
        int bucket = nameHash & mask;
        while (true) {
            int head = buckets[bucket] - 1;
            if (head == NONE
                    || (hash(head) == nameHash
                            && Arrays.equals(
                                    names, offset(head), offset(head) + length(head), bytes, from, from + length))) {
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
        return records.intAt(index, SymbolRecords.NEXT) - 1;
    }

    /**
     * Returns a name.
     *
     * @param index the symbol
     * @return the name
     */
    public String name(int index) {
        return new String(names, offset(index), length(index), StandardCharsets.UTF_8);
    }

    /**
     * Returns the hash of a symbol's name.
     *
     * @param index the symbol
     * @return as {@link NameHash} computes it
     */
    public int hash(int index) {
        return records.intAt(index, SymbolRecords.HASH);
    }

    /**
     * Returns where a name begins in {@link #bytes()}.
     *
     * @param index the symbol
     * @return [bytes]
     */
    public int offset(int index) {
        return records.intAt(index, SymbolRecords.NAME);
    }

    /**
     * Returns how long a name is.
     *
     * @param index the symbol
     * @return [bytes]
     */
    public char length(int index) {
        return records.charAt(index, SymbolRecords.NAME_LENGTH);
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
