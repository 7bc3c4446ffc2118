// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import com.google.common.base.Preconditions;
import java.nio.ByteBuffer;

/**
 * The relocations of one section, by index; no object per entry. A table may show its entries in another order than the
 * file (the kernel of some architectures sorts them before it applies them), or only some of them.
 */
public final class RelocationTable {
    private final SectionHeader header;
    private final ByteBuffer entries;
    private final boolean is64;
    private final boolean hasAddend;
    private final int entrySize;
    private final int first;
    private final int count;
    private final int[] order;

    RelocationTable(SectionHeader header, ByteBuffer entries, ElfMachine machine) {
        this.header = header;
        this.entries = entries;
        this.is64 = machine.is64();
        this.hasAddend = header.type() == ElfConstants.SHT_RELA;
        this.entrySize = machine.relocationSize(hasAddend);
        this.first = 0;
        this.count = entries.limit() / entrySize;
        this.order = new int[0];
    }

    private RelocationTable(RelocationTable from, int first, int count, int[] order) {
        this.header = from.header;
        this.entries = from.entries;
        this.is64 = from.is64;
        this.hasAddend = from.hasAddend;
        this.entrySize = from.entrySize;
        this.first = first;
        this.count = count;
        this.order = order;
    }

    /**
     * The section that holds the table.
     *
     * @return its header
     */
    public SectionHeader header() {
        return header;
    }

    /**
     * The section the relocations apply to.
     *
     * @return {@code sh_info}, not checked
     */
    public int targetSection() {
        return header.info();
    }

    /**
     * Number of relocations.
     *
     * @return the number of whole entries; a trailing partial one is not counted, as in the kernel
     */
    public int count() {
        return count;
    }

    /**
     * Bytes behind the last whole entry.
     *
     * @return [bytes], 0 in a sound table
     */
    public int trailingBytes() {
        return entries.limit() % entrySize;
    }

    /**
     * Whether the entries carry their addend.
     *
     * @return true for {@code SHT_RELA}; with {@code SHT_REL} the addend is what the field holds
     */
    public boolean hasAddend() {
        return hasAddend;
    }

    private int at(int entry) {
        int shown = first + entry;
        return (order.length == 0 ? shown : order[shown]) * entrySize;
    }

    /**
     * {@code r_offset}.
     *
     * @param entry index
     * @return [bytes into the target section, unsigned], not checked
     */
    public long offset(int entry) {
        int at = at(entry);
        return is64 ? entries.getLong(at) : entries.getInt(at) & 0xffffffffL;
    }

    /**
     * {@code ELF_R_TYPE(r_info)}.
     *
     * @param entry index
     * @return the type: 32 bits in 64-bit files, 8 bits in 32-bit ones
     */
    public int type(int entry) {
        int at = at(entry);
        return is64 ? (int) entries.getLong(at + 8) : entries.getInt(at + 4) & 0xff;
    }

    /**
     * {@code ELF_R_SYM(r_info)}.
     *
     * @param entry index
     * @return the symbol's index, not checked; negative if it is 2^31 or more
     */
    public int symbol(int entry) {
        int at = at(entry);
        return is64 ? (int) (entries.getLong(at + 8) >>> 32) : entries.getInt(at + 4) >>> 8;
    }

    /**
     * {@code r_addend}.
     *
     * @param entry index
     * @return the addend, sign-extended; 0 for {@code SHT_REL}
     */
    public long addend(int entry) {
        if (!hasAddend) {
            return 0;
        }
        int at = at(entry);
        return is64 ? entries.getLong(at + 16) : entries.getInt(at + 8);
    }

    /**
     * The position of an entry in the file's table.
     *
     * @param entry index in this table
     * @return index in the section
     */
    public int filePosition(int entry) {
        return at(entry) / entrySize;
    }

    /**
     * The same relocations in another order.
     *
     * @param newOrder {@code int[count()]}: at each index the index of this table to show there; not copied
     * @return a new table
     */
    public RelocationTable inOrder(int[] newOrder) {
        Preconditions.checkArgument(
                newOrder.length == count && order.length == 0 && first == 0, "an order names every entry once");
        return new RelocationTable(this, 0, count, newOrder);
    }

    /**
     * One entry as a table.
     *
     * @param entry index
     * @return a table of one entry
     */
    public RelocationTable only(int entry) {
        Preconditions.checkElementIndex(entry, count);
        return new RelocationTable(this, first + entry, 1, order);
    }
}
