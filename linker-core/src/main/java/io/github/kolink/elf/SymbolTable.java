// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The symbols of a file, by index. No object per symbol. Index 0 is the null symbol; indices outside {@code 0 ..
 * count()-1} are the caller's mistake and throw {@link IndexOutOfBoundsException}.
 */
public final class SymbolTable {
    /** A table without symbols. */
    static final SymbolTable EMPTY =
            new SymbolTable(0, ByteBuffer.allocate(0), true, StringTable.EMPTY, ByteBuffer.allocate(0));

    private final int section;
    private final ByteBuffer entries;
    private final boolean is64;
    private final int entrySize;
    private final int count;
    private final StringTable strings;
    private final ByteBuffer extendedIndices;

    SymbolTable(int section, ByteBuffer entries, boolean is64, StringTable strings, ByteBuffer extendedIndices) {
        this.section = section;
        this.entries = entries;
        this.is64 = is64;
        this.entrySize = is64 ? 24 : 16;
        this.count = entries.limit() / entrySize;
        this.strings = strings;
        this.extendedIndices = extendedIndices;
    }

    /**
     * The section that holds the table.
     *
     * @return section index; 0 if the file has no symbol table
     */
    public int section() {
        return section;
    }

    /**
     * Number of symbols, the null symbol included.
     *
     * @return the number of whole entries; a trailing partial one is not counted, as in the kernel
     */
    public int count() {
        return count;
    }

    /**
     * The names.
     *
     * @return the string table that {@code sh_link} names
     */
    public StringTable strings() {
        return strings;
    }

    /**
     * {@code st_name}.
     *
     * @param symbol index
     * @return [bytes into {@link #strings()}, unsigned]
     */
    public long nameOffset(int symbol) {
        return entries.getInt(symbol * entrySize) & 0xffffffffL;
    }

    /**
     * The name.
     *
     * @param symbol index
     * @return the name; empty if it lies outside the string table
     */
    public Optional<String> name(int symbol) {
        return strings.at(nameOffset(symbol));
    }

    /**
     * The length of the name, without making it.
     *
     * @param symbol index
     * @return [bytes], NUL not counted; -1 if the name or the NUL lies outside the string table
     */
    public int nameLength(int symbol) {
        return strings.lengthAt(nameOffset(symbol));
    }

    /**
     * {@code st_value}.
     *
     * @param symbol index
     * @return in a relocatable file [bytes into the symbol's section]
     */
    public long value(int symbol) {
        int at = symbol * entrySize;
        return is64 ? entries.getLong(at + 8) : entries.getInt(at + 4) & 0xffffffffL;
    }

    /**
     * {@code st_size}.
     *
     * @param symbol index
     * @return [bytes]
     */
    public long size(int symbol) {
        int at = symbol * entrySize;
        return is64 ? entries.getLong(at + 16) : entries.getInt(at + 8) & 0xffffffffL;
    }

    /**
     * {@code st_info}.
     *
     * @param symbol index
     * @return binding in bits 7:4, type in bits 3:0
     */
    public int info(int symbol) {
        return entries.get(symbol * entrySize + (is64 ? 4 : 12)) & 0xff;
    }

    /**
     * Binding.
     *
     * @param symbol index
     * @return an {@code STB_} constant
     */
    public int binding(int symbol) {
        return info(symbol) >> 4;
    }

    /**
     * Type.
     *
     * @param symbol index
     * @return an {@code STT_} constant
     */
    public int type(int symbol) {
        return info(symbol) & 15;
    }

    /**
     * {@code st_other}.
     *
     * @param symbol index
     * @return the byte
     */
    public int other(int symbol) {
        return entries.get(symbol * entrySize + (is64 ? 5 : 13)) & 0xff;
    }

    /**
     * {@code st_shndx} as it stands in the symbol.
     *
     * @param symbol index
     * @return a section index or an {@code SHN_} constant, 0 to 0xffff
     */
    public int rawSectionIndex(int symbol) {
        return entries.getShort(symbol * entrySize + (is64 ? 6 : 14)) & 0xffff;
    }

    /**
     * The section that defines the symbol, extended indices resolved.
     *
     * @param symbol index
     * @return a section index; -1 if the symbol is undefined, absolute, common or otherwise in no section
     */
    public int definingSection(int symbol) {
        int raw = rawSectionIndex(symbol);
        if (raw == ElfConstants.SHN_XINDEX && extendedIndices.limit() / 4 > symbol) {
            return extendedIndices.getInt(4 * symbol);
        }
        return raw == ElfConstants.SHN_UNDEF || raw >= ElfConstants.SHN_LORESERVE ? -1 : raw;
    }

    /**
     * Finds a symbol by name.
     *
     * @param name the name
     * @return the lowest index with that name, or -1
     */
    public int indexOf(String name) {
        for (int symbol = 1; symbol < count; symbol++) {
            long at = nameOffset(symbol);
            if (strings.startsWith(at, name) && strings.lengthAt(at) == name.length()) {
                return symbol;
            }
        }
        return -1;
    }
}
