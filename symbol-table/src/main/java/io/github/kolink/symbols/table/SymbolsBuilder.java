// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Symbols while they are being read: records and names as a snapshot file has them, no object per symbol. Indices are
 * positions in the order of the source. {@link #index()} must be called before looking up names, again after adding more.
 */
public final class SymbolsBuilder {
    /** Flag: the source has the address. */
    public static final int HAS_ADDRESS = 1;
    /** Flag: modules can use the symbol. */
    public static final int EXPORTED = 1 << 1;
    /** Flag: any module may use the export. */
    public static final int CLASS_PLAIN = 1 << 2;
    /** Flag: modules with a GPL-compatible licence may use the export. */
    public static final int CLASS_GPL = 1 << 3;
    /** Neither class flag: the source does not say for whom the export is. */
    public static final int CLASS_UNKNOWN = 0;
    /** Flag: the source has the CRC. */
    public static final int HAS_CRC = 1 << 4;
    /** Instead of an index or number: there is none. */
    public static final int NONE = -1;
    /** The longest name [bytes]. */
    public static final int LONGEST_NAME = (1 << 16) - 1;

    /** How many symbols there can be. */
    public static final int MOST = SymbolRecords.MOST;

    private static final int MOST_TEXTS = 1 << 16;

    private final SymbolRecords records = new SymbolRecords();
    private final NameTable names = new NameTable(records);
    private final Map<String, Integer> textIds = new HashMap<>(Map.of("", 0));

    /** Empty so far. */
    public SymbolsBuilder() {}

    /**
     * Returns how many symbols there are.
     *
     * @return the count, namesakes counted each
     */
    public int size() {
        return records.size();
    }

    /**
     * Makes room at once, where the size is known or guessed.
     *
     * @param symbols number of symbols
     * @param nameBytes length of all names together [bytes]
     */
    public void expect(int symbols, int nameBytes) {
        records.expect(symbols);
        names.expect(nameBytes);
    }

    /**
     * Adds a symbol whose name is at most {@link #LONGEST_NAME} bytes of {@code source}; returns its index.
     *
     * @param source where the name is
     * @param nameFrom where it begins
     * @param length [bytes]
     * @param typeLetter as {@code nm} prints it, {@code '?'} if unknown
     * @return the index
     */
    public int add(byte[] source, int nameFrom, int length, char typeLetter) {
        return names.add(source, nameFrom, length, 0, 0, typeLetter, 0);
    }

    /**
     * Adds a symbol with its address and owner; returns its index.
     *
     * @param source where the name is
     * @param nameFrom where it begins
     * @param length [bytes]
     * @param typeLetter as {@code nm} prints it
     * @param address kernel virtual address, unsigned
     * @param owner number of the module's name; 0 for the kernel image
     * @return the index
     */
    public int add(byte[] source, int nameFrom, int length, char typeLetter, long address, char owner) {
        return names.add(source, nameFrom, length, address, owner, typeLetter, HAS_ADDRESS);
    }

    /**
     * Adds a symbol.
     *
     * @param name the name
     * @param typeLetter as {@code nm} prints it, {@code '?'} if unknown
     * @return the index
     */
    public int add(String name, char typeLetter) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return add(bytes, 0, bytes.length, typeLetter);
    }

    /**
     * Gives a symbol its address.
     *
     * @param index the symbol
     * @param value kernel virtual address, unsigned
     */
    public void setAddress(int index, long value) {
        records.setLong(index, SymbolRecords.ADDRESS, value);
        setFlags(index, flags(index) | HAS_ADDRESS);
    }

    /**
     * Marks a symbol as exported.
     *
     * @param index the symbol
     * @param classBits {@link #CLASS_PLAIN}, {@link #CLASS_GPL} or {@link #CLASS_UNKNOWN}; replaces what was known
     */
    public void export(int index, int classBits) {
        setFlags(index, (flags(index) & ~(CLASS_PLAIN | CLASS_GPL)) | EXPORTED | classBits);
    }

    /**
     * Gives an export its CRC.
     *
     * @param index the symbol
     * @param value the version CRC [unsigned 32 bit]
     */
    public void setCrc(int index, int value) {
        records.setInt(index, SymbolRecords.CRC, value);
        setFlags(index, flags(index) | HAS_CRC);
    }

    /**
     * Forgets the CRC of an export.
     *
     * @param index the symbol
     */
    public void removeCrc(int index) {
        setFlags(index, flags(index) & ~HAS_CRC);
    }

    private void setFlags(int index, int flags) {
        records.setByte(index, SymbolRecords.FLAGS, (byte) flags);
    }

    /**
     * Gives a symbol a type.
     *
     * @param index the symbol
     * @param typeLetter as {@code nm} prints it
     */
    public void setType(int index, char typeLetter) {
        records.setByte(index, SymbolRecords.TYPE, (byte) typeLetter);
    }

    /**
     * Gives a symbol an owner; without one it is of the kernel image.
     *
     * @param index the symbol
     * @param textId number of the module's name
     */
    public void setOwner(int index, char textId) {
        records.setChar(index, SymbolRecords.OWNER, textId);
    }

    /**
     * Gives an export a namespace.
     *
     * @param index the symbol
     * @param textId number of the text; 0 for none
     */
    public void setNamespace(int index, char textId) {
        records.setChar(index, SymbolRecords.NAMESPACE, textId);
    }

    /**
     * Returns the number of an owner or namespace text; {@link #NONE} if there are too many different ones.
     *
     * @param text the text
     * @return the number; 0 for the empty text
     */
    public int textId(String text) {
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

    /**
     * Returns the texts by number.
     *
     * @return owners and namespaces; the first is empty
     */
    public String[] texts() {
        String[] texts = new String[textIds.size()];
        textIds.forEach((text, id) -> texts[id] = text);
        return texts;
    }

    /**
     * Tells whether a flag is set.
     *
     * @param index the symbol
     * @param flag one of the flags above
     * @return true if it is
     */
    public boolean has(int index, int flag) {
        return (flags(index) & flag) != 0;
    }

    /**
     * Tells whether a symbol is global.
     *
     * @param index the symbol
     * @return true if its type is a capital letter
     */
    public boolean isGlobal(int index) {
        return type(index) >= 'A' && type(index) <= 'Z';
    }

    /**
     * Returns the flags of a symbol.
     *
     * @param index the symbol
     * @return those that are set
     */
    public byte flags(int index) {
        return records.byteAt(index, SymbolRecords.FLAGS);
    }

    /**
     * Returns the address of a symbol.
     *
     * @param index the symbol
     * @return kernel virtual address, unsigned; 0 without {@link #HAS_ADDRESS}
     */
    public long address(int index) {
        return records.longAt(index, SymbolRecords.ADDRESS);
    }

    /**
     * Returns the type of a symbol.
     *
     * @param index the symbol
     * @return the letter
     */
    public byte type(int index) {
        return records.byteAt(index, SymbolRecords.TYPE);
    }

    /**
     * Returns the owner of a symbol.
     *
     * @param index the symbol
     * @return number of its text; 0 for the kernel image
     */
    public char owner(int index) {
        return records.charAt(index, SymbolRecords.OWNER);
    }

    /**
     * Returns the namespace of an export.
     *
     * @param index the symbol
     * @return number of its text; 0 for none
     */
    public char namespace(int index) {
        return records.charAt(index, SymbolRecords.NAMESPACE);
    }

    /**
     * Returns the CRC of an export.
     *
     * @param index the symbol
     * @return the version CRC [unsigned 32 bit]; anything without {@link #HAS_CRC}
     */
    public int crc(int index) {
        return records.intAt(index, SymbolRecords.CRC);
    }

    /**
     * Returns the records.
     *
     * @return as a snapshot file has them
     */
    public SymbolRecords records() {
        return records;
    }

    /**
     * Returns the names.
     *
     * @return by index; finds those added before the last {@link #index()}
     */
    public NameTable names() {
        return names;
    }

    /** Builds the hash table over all names; namesakes are chained in source order. */
    public void index() {
        names.index();
    }

    /**
     * Symbols that have an address, by address [unsigned], equal ones in source order.
     *
     * @return their indices
     */
    public int[] byAddress() {
        int[] order = new int[size()];
        int count = 0;
        boolean sorted = true;
        long last = Long.MIN_VALUE;
        for (int symbol = 0; symbol < order.length; symbol++) {
            if (has(symbol, HAS_ADDRESS)) {
                long flipped = address(symbol) ^ Long.MIN_VALUE;
                sorted &= flipped >= last;
                last = flipped;
                order[count++] = symbol;
            }
        }
        int[] result = count == order.length ? order : Arrays.copyOf(order, count);
        if (sorted) {
            return result;
        }
        return Arrays.stream(result)
                .boxed()
                .sorted((a, b) -> Long.compareUnsigned(address(a), address(b)))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
