// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.relocate.FieldRelocator;
import io.github.kolink.relocate.Outcomes;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The {@link Fixups} of one section: first views of its table and memory, then copies of what is needed of both. */
final class SectionFixups {
    /** The widest field [bytes]. */
    private static final int WIDEST = Long.BYTES;

    private static final int[] NONE = new int[0];
    private static final SectionMemory NOTHING = new SectionMemory(new byte[0], 0, 0, 0, ByteOrder.LITTLE_ENDIAN);

    private final FieldRelocator relocator;
    private final ByteOrder order;
    private final long address;
    private final int length;
    /** The section's whole table, later a table of the fixups alone. */
    private RelocationTable table;
    /** The section, later nothing. */
    private SectionMemory memory;

    private int count;
    /** By fixup: index in the whole table, as long as there is one. */
    private int[] entries = new int[8];
    /** By fixup twice: what the field held before it was relocated, and what the stand-in has made of it. */
    private long[] fields = new long[16];

    /**
     * None yet.
     *
     * @param table of the section
     * @param memory of the section
     * @param relocator for fields whose module is not in memory
     * @param order of the target's data
     */
    SectionFixups(RelocationTable table, SectionMemory memory, FieldRelocator relocator, ByteOrder order) {
        this.table = table;
        this.memory = memory;
        this.relocator = relocator;
        this.order = order;
        this.address = memory.address();
        this.length = memory.length();
    }

    boolean isOf(RelocationTable other) {
        return table == other;
    }

    /** Index of the section. */
    int index() {
        return table.targetSection();
    }

    /** Takes an entry that is about to be applied; false if its field is none to keep. */
    boolean add(int entry) {
        int width = width(entry);
        long offset = table.offset(entry);
        if (width > WIDEST || !memory.holds(offset, width)) {
            return false;
        }
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, 2 * count);
            fields = Arrays.copyOf(fields, 4 * count);
        }
        entries[count] = entry;
        fields[2 * count++] = memory.field(offset, width);
        return true;
    }

    private int width(int entry) {
        return relocator.width(table.type(entry));
    }

    private long end(int entry) {
        return table.offset(entry) + width(entry);
    }

    /** Where the last field ends [bytes into the section]. */
    long end() {
        long end = 0;
        for (int fixup = 0; fixup < count; fixup++) {
            end = Math.max(end, end(entries[fixup]));
        }
        return end;
    }

    /** Whether no other entry of the table writes to the fields. Where offsets ascend, only neighbours can. */
    boolean areApart() {
        boolean apart = table.isAscending();
        for (int fixup = 0; fixup < count && apart; fixup++) {
            int entry = entries[fixup];
            long start = table.offset(entry);
            for (int left = entry - 1; left >= 0 && table.offset(left) > start - WIDEST; left--) {
                apart &= end(left) <= start;
            }
            apart &= entry + 1 == table.count() || end(entry) <= table.offset(entry + 1);
        }
        return apart;
    }

    /** Lets go of the module, which has been linked. */
    void close() {
        for (int fixup = 0; fixup < count; fixup++) {
            fields[2 * fixup + 1] = memory.field(table.offset(entries[fixup]), width(entries[fixup]));
        }
        table = table.copyOf(Arrays.copyOf(entries, count));
        fields = Arrays.copyOf(fields, 2 * count);
        entries = NONE;
        memory = NOTHING;
    }

    /**
     * Applies the relocations.
     *
     * @param symbols S by symbol index, of the open imports at least
     * @param out told of every entry that was not plainly applied
     * @param place where the section lies in a region whose words are added up [bytes]
     * @return by how much that sum changes, modulo 2^64
     */
    long apply(long[] symbols, Outcomes out, long place) {
        long change = 0;
        for (int fixup = 0; fixup < count; fixup++) {
            int offset = (int) table.offset(fixup);
            int width = width(fixup);
            // A section of which only this field is there.
            SectionMemory field = new SectionMemory(new byte[WIDEST], -offset, length, address, order);
            field.putField(offset, fields[2 * fixup]);
            relocator.apply(table.only(fixup), symbols, field, out);
            int bit = Byte.SIZE * (int) ((place + offset) % Long.BYTES);
            change += words(field.field(offset, width), bit) - words(fields[2 * fixup + 1], bit);
        }
        return change;
    }

    /** The words that a field lies in, added up. */
    private long words(long field, int bit) {
        long first = field << bit;
        long second = bit == 0 ? 0 : field >>> (Long.SIZE - bit);
        return order == ByteOrder.LITTLE_ENDIAN ? first + second : Long.reverseBytes(first) + Long.reverseBytes(second);
    }
}
