// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import com.google.common.base.Preconditions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The relocations of one section, by index; no object per entry. A table may show its entries in another order than the
 * file (the kernel of some architectures sorts them before it applies them), or only some of them.
 *
 * <p>This view reads every form. A loop over millions of entries knows the form of its architecture, and takes {@link
 * #little64} or {@link #big32}: their only loop variable is the place of the entry, which leaves registers for the rest.
 */
public final class RelocationTable {
    private static final VarHandle LITTLE32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LITTLE64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int[] IN_ORDER = new int[0];
    private static final SectionHeader NO_HEADER =
            new SectionHeader(0, StringTable.EMPTY, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final SectionHeader header;
    private final byte[] bytes;
    private final int start;
    private final int count;
    private final int trailing;
    private final boolean is64;
    private final boolean isBigEndian;
    private final boolean hasAddend;
    private final int entrySize;
    private final int[] order;
    private @Nullable LittleRela64 little;

    /**
     * The entries of a section.
     *
     * @param bytes that hold the section; not copied
     * @param start of the section [index into {@code bytes}]
     * @param size of the section [bytes]; all of them are there
     */
    RelocationTable(SectionHeader header, byte[] bytes, int start, int size, ElfMachine machine) {
        this.header = header;
        this.bytes = bytes;
        this.start = start;
        this.is64 = machine.is64();
        this.isBigEndian = machine.order() == ByteOrder.BIG_ENDIAN;
        this.hasAddend = header.type() == ElfConstants.SHT_RELA;
        this.entrySize = machine.relocationSize(hasAddend);
        this.count = size / entrySize;
        this.trailing = size % entrySize;
        this.order = IN_ORDER;
    }

    private RelocationTable(RelocationTable from, byte[] bytes, int start, int count, int[] order) {
        this(from, from.header, bytes, start, count, order);
    }

    private RelocationTable(
            RelocationTable from, SectionHeader header, byte[] bytes, int start, int count, int[] order) {
        this.header = header;
        this.bytes = bytes;
        this.start = start;
        this.count = count;
        this.trailing = from.trailing;
        this.is64 = from.is64;
        this.isBigEndian = from.isBigEndian;
        this.hasAddend = from.hasAddend;
        this.entrySize = from.entrySize;
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
        return trailing;
    }

    /**
     * Whether the entries carry their addend.
     *
     * @return true for {@code SHT_RELA}; with {@code SHT_REL} the addend is what the field holds
     */
    public boolean hasAddend() {
        return hasAddend;
    }

    /**
     * The entries as a loop over a 64-bit little-endian {@code SHT_RELA} table reads them.
     *
     * @return a view of the same entries
     * @throws IllegalStateException if the table has another form
     */
    public LittleRela64 little64() {
        Preconditions.checkState(isLittleRela64(), "not a 64-bit little-endian RELA table");
        LittleRela64 view = little;
        if (view == null) {
            view = new LittleRela64(bytes, start, count);
            little = view; // whoever comes second makes the same
        }
        return view;
    }

    /**
     * The entries as a loop over a 32-bit big-endian table reads them.
     *
     * @return a view of the same entries
     * @throws IllegalStateException if the table has another form
     */
    public BigRelocations32 big32() {
        Preconditions.checkState(!is64 && isBigEndian, "not a 32-bit big-endian table");
        return new BigRelocations32(bytes, start, count, hasAddend);
    }

    private boolean isLittleRela64() {
        return is64 && !isBigEndian && hasAddend;
    }

    private int at(int entry) {
        return start + entry * entrySize;
    }

    private int word(int at) {
        int word = (int) LITTLE32.get(bytes, at);
        return isBigEndian ? Integer.reverseBytes(word) : word;
    }

    private long doubleWord(int at) {
        long word = (long) LITTLE64.get(bytes, at);
        return isBigEndian ? Long.reverseBytes(word) : word;
    }

    /**
     * {@code r_offset}.
     *
     * @param entry index
     * @return [bytes into the target section, unsigned], not checked
     */
    public long offset(int entry) {
        int at = at(entry);
        return is64 ? doubleWord(at) : word(at) & 0xffffffffL;
    }

    /**
     * {@code r_info} in the form of 64-bit files: {@link #symbol} in bits 63:32, {@link #type} in bits 31:0.
     *
     * @param entry index
     * @return both in one
     */
    public long info(int entry) {
        int at = at(entry);
        return is64 ? doubleWord(at + 8) : widened(word(at + 4));
    }

    private static long widened(int info) {
        return ((long) (info >>> 8) << 32) | (info & 0xff);
    }

    /**
     * Looks for the next entry that refers to one of some symbols.
     *
     * @param from index of the first entry that is looked at
     * @param symbols by symbol index, whether an entry that refers to it is looked for
     * @return its index; {@link #count} if there is none
     */
    public int next(int from, boolean[] symbols) {
        if (symbols.length == 0) {
            return count;
        }
        if (isLittleRela64()) {
            LittleRela64 entries = little64();
            return entries.entry(entries.next(at(from), symbols));
        }
        for (int entry = from; entry < count; entry++) {
            int symbol = symbol(entry);
            if (symbol >= 0 && symbol < symbols.length && symbols[symbol]) {
                return entry;
            }
        }
        return count;
    }

    /**
     * Counts types.
     *
     * @param from index of the first entry that is looked at
     * @param counts by type; added to
     * @return index of the first entry with a type that {@code counts} has no room for, which is not counted;
     *     {@link #count} if there is none
     */
    public int countTypes(int from, long[] counts) {
        if (isLittleRela64()) {
            LittleRela64 entries = little64();
            return entries.entry(entries.countTypes(at(from), counts));
        }
        for (int entry = from; entry < count; entry++) {
            int type = type(entry);
            if (type < 0 || type >= counts.length) {
                return entry;
            }
            counts[type]++;
        }
        return count;
    }

    /**
     * {@code ELF_R_TYPE(r_info)}.
     *
     * @param entry index
     * @return the type: 32 bits in 64-bit files, 8 bits in 32-bit ones
     */
    public int type(int entry) {
        return (int) info(entry);
    }

    /**
     * {@code ELF_R_SYM(r_info)}.
     *
     * @param entry index
     * @return the symbol's index, not checked; negative if it is 2^31 or more
     */
    public int symbol(int entry) {
        if (is64) {
            return word(at(entry) + (isBigEndian ? 8 : 12));
        }
        return (int) (info(entry) >>> 32);
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
        return is64 ? doubleWord(at + 16) : word(at + 8);
    }

    /**
     * The position of an entry in the file's table.
     *
     * @param entry index in this table
     * @return index in the section
     */
    public int filePosition(int entry) {
        return order.length == 0 ? (at(entry) - fileStart()) / entrySize : order[entry];
    }

    private int fileStart() {
        return (int) header.offset();
    }

    /**
     * The same relocations in another order.
     *
     * @param newOrder {@code int[count()]}: at each index the index of this table to show there; not copied
     * @return a new table with a copy of the entries
     */
    public RelocationTable inOrder(int[] newOrder) {
        Preconditions.checkArgument(newOrder.length == count && order.length == 0, "an order names every entry once");
        return new RelocationTable(this, copies(newOrder), 0, count, newOrder);
    }

    /**
     * Whether the entries come in the order of their offsets.
     *
     * @return true if none lies before the one in front of it
     */
    public boolean isAscending() {
        long last = 0;
        for (int entry = 0; entry < count; entry++) {
            long offset = offset(entry);
            if (offset < last) {
                return false;
            }
            last = offset;
        }
        return true;
    }

    /**
     * Some entries as a table that does without the file.
     *
     * @param entries which, by index in this table
     * @return a table of copies, whose header tells nothing
     */
    public RelocationTable copyOf(int... entries) {
        return new RelocationTable(this, NO_HEADER, copies(entries), 0, entries.length, IN_ORDER);
    }

    private byte[] copies(int[] entries) {
        byte[] copies = new byte[entries.length * entrySize];
        for (int i = 0; i < entries.length; i++) {
            System.arraycopy(bytes, at(entries[i]), copies, i * entrySize, entrySize);
        }
        return copies;
    }

    /**
     * One entry as a table.
     *
     * @param entry index
     * @return a table of one entry
     */
    public RelocationTable only(int entry) {
        Preconditions.checkElementIndex(entry, count);
        return new RelocationTable(this, bytes, at(entry), 1, order.length == 0 ? order : new int[] {order[entry]});
    }
}
