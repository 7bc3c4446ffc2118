// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Symbols while they are being read: parallel arrays, names as bytes, no object per symbol. Indices are positions in
 * the order of the source. {@link #index()} must be called before looking up names, again after adding more.
 */
final class SymbolsBuilder {
    static final int HAS_ADDRESS = 1;
    static final int EXPORTED = 1 << 1;
    static final int CLASS_PLAIN = 1 << 2;
    static final int CLASS_GPL = 1 << 3;
    static final int HAS_CRC = 1 << 4;
    static final int NONE = -1;
    static final int MOST_TEXTS = 1 << 16;
    static final int LONGEST_NAME = (1 << 16) - 1;

    byte[] names = new byte[1 << 12];
    int namesLength;
    long[] address = new long[128];
    int[] nameOffset = new int[128];
    char[] nameLength = new char[128];
    byte[] type = new byte[128];
    byte[] flags = new byte[128];
    char[] owner = new char[128];
    char[] namespace = new char[128];
    int[] crc = new int[128];
    int[] hash = new int[128];
    int[] next = new int[128];
    int[] buckets = new int[0];
    private int size;
    private final Map<String, Integer> textIds = new HashMap<>(Map.of("", 0));

    int size() {
        return size;
    }

    /** Makes room at once, where the size is known or guessed. */
    void expect(int symbols, int nameBytes) {
        growTo(Math.max(symbols, size));
        if (nameBytes > names.length) {
            names = Arrays.copyOf(names, nameBytes);
        }
    }

    private void growTo(int capacity) {
        if (capacity <= address.length) {
            return;
        }
        address = Arrays.copyOf(address, capacity);
        nameOffset = Arrays.copyOf(nameOffset, capacity);
        nameLength = Arrays.copyOf(nameLength, capacity);
        type = Arrays.copyOf(type, capacity);
        flags = Arrays.copyOf(flags, capacity);
        owner = Arrays.copyOf(owner, capacity);
        namespace = Arrays.copyOf(namespace, capacity);
        crc = Arrays.copyOf(crc, capacity);
        hash = Arrays.copyOf(hash, capacity);
        next = Arrays.copyOf(next, capacity);
    }

    /** Adds a symbol whose name is at most {@link #LONGEST_NAME} bytes of {@code source}; returns its index. */
    int add(byte[] source, int nameFrom, int length, char typeLetter) {
        if (size == address.length) {
            growTo(size * 2);
        }
        if (namesLength + length > names.length) {
            names = Arrays.copyOf(names, Math.max(names.length * 2, namesLength + length));
        }
        System.arraycopy(source, nameFrom, names, namesLength, length);
        nameOffset[size] = namesLength;
        nameLength[size] = (char) length;
        type[size] = (byte) typeLetter;
        hash[size] = NameHash.of(names, namesLength, length);
        next[size] = NONE;
        namesLength += length;
        return size++;
    }

    int add(String name, char typeLetter) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return add(bytes, 0, bytes.length, typeLetter);
    }

    void setAddress(int index, long value) {
        address[index] = value;
        flags[index] |= HAS_ADDRESS;
    }

    void export(int index, ExportClass exportClass) {
        int classBits = switch (exportClass) {
            case PLAIN -> CLASS_PLAIN;
            case GPL -> CLASS_GPL;
            case UNKNOWN -> 0;
        };
        flags[index] = (byte) ((flags[index] & ~(CLASS_PLAIN | CLASS_GPL)) | EXPORTED | classBits);
    }

    void setCrc(int index, int value) {
        crc[index] = value;
        flags[index] |= HAS_CRC;
    }

    /** Returns the number of an owner or namespace text; {@link #NONE} if there are too many different ones. */
    int textId(String text) {
        Integer known = textIds.get(text);
        if (known != null) {
            return known;
        }
        if (textIds.size() == MOST_TEXTS) {
            return NONE;
        }
        int id = textIds.size();
        textIds.put(text, id);
        return id;
    }

    /** The texts by number. */
    String[] texts() {
        String[] texts = new String[textIds.size()];
        textIds.forEach((text, id) -> texts[id] = text);
        return texts;
    }

    boolean has(int index, int flag) {
        return (flags[index] & flag) != 0;
    }

    boolean isGlobal(int index) {
        return type[index] >= 'A' && type[index] <= 'Z';
    }

    ExportClass exportClass(int index) {
        return classOf(flags[index]);
    }

    static ExportClass classOf(int flags) {
        if ((flags & CLASS_PLAIN) != 0) {
            return ExportClass.PLAIN;
        }
        return (flags & CLASS_GPL) != 0 ? ExportClass.GPL : ExportClass.UNKNOWN;
    }

    String name(int index) {
        return new String(names, nameOffset[index], nameLength[index], StandardCharsets.UTF_8);
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

    /** Returns the first symbol of that name or {@link #NONE}; follow {@link #next} for the others. */
    int find(byte[] bytes, int from, int length) {
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

    /** Symbols that have an address, by address [unsigned], equal ones in source order. */
    int[] byAddress() {
        int[] order = new int[size];
        int count = 0;
        boolean sorted = true;
        long last = Long.MIN_VALUE;
        for (int symbol = 0; symbol < size; symbol++) {
            if (has(symbol, HAS_ADDRESS)) {
                long flipped = address[symbol] ^ Long.MIN_VALUE;
                sorted &= flipped >= last;
                last = flipped;
                order[count++] = symbol;
            }
        }
        int[] result = Arrays.copyOf(order, count);
        if (sorted) {
            return result;
        }
        return Arrays.stream(result)
                .boxed()
                .sorted((a, b) -> Long.compareUnsigned(address[a], address[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
