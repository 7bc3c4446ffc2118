// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;

/**
 * The symbols of a file, by index. No object per symbol. Index 0 is the null symbol; indices outside {@code 0 ..
 * count()-1} are the caller's mistake and throw {@link IndexOutOfBoundsException}.
 */
public final class SymbolTable {
    /** What a file has instead of {@code SHT_SYMTAB_SHNDX}. */
    static final ByteBuffer NO_INDICES = ByteBuffer.allocate(0);

    /** A table without symbols. */
    static final SymbolTable EMPTY = new SymbolTable(
            0, new FileBytes(new byte[0], 0, ByteOrder.LITTLE_ENDIAN), 0, 0, true, StringTable.EMPTY, NO_INDICES);

    private final int section;
    private final FileBytes file;
    private final int start;
    private final boolean is64;
    private final int entrySize;
    private final int count;
    private final StringTable strings;
    private final ByteBuffer extendedIndices;

    /**
     * The symbols in a range of a file.
     *
     * @param start where they begin [bytes into the file]
     * @param size [bytes]; all of them are there
     */
    SymbolTable(
            int section,
            FileBytes file,
            int start,
            int size,
            boolean is64,
            StringTable strings,
            ByteBuffer extendedIndices) {
        this.section = section;
        this.file = file;
        this.start = start;
        this.is64 = is64;
        this.entrySize = is64 ? 24 : 16;
        this.count = size / entrySize;
        this.strings = strings;
        this.extendedIndices = extendedIndices;
    }

    private int at(int symbol) {
        return start + Objects.checkIndex(symbol, count) * entrySize;
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
        return file.u32(at(symbol));
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
        int at = at(symbol);
        return is64 ? file.i64(at + 8) : file.u32(at + 4);
    }

    /**
     * {@code st_size}.
     *
     * @param symbol index
     * @return [bytes]
     */
    public long size(int symbol) {
        int at = at(symbol);
        return is64 ? file.i64(at + 16) : file.u32(at + 8);
    }

    /**
     * {@code st_info}.
     *
     * @param symbol index
     * @return binding in bits 7:4, type in bits 3:0
     */
    public int info(int symbol) {
        return file.u8(at(symbol) + (is64 ? 4 : 12));
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
        return file.u8(at(symbol) + (is64 ? 5 : 13));
    }

    /**
     * {@code st_shndx} as it stands in the symbol.
     *
     * @param symbol index
     * @return a section index or an {@code SHN_} constant, 0 to 0xffff
     */
    public int rawSectionIndex(int symbol) {
        return file.u16(at(symbol) + (is64 ? 6 : 14));
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
