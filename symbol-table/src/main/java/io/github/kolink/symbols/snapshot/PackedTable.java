// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.snapshot;

import io.github.kolink.symbols.table.NameHash;
import io.github.kolink.symbols.table.SymbolRecords;
import io.github.kolink.symbols.table.SymbolsBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * The symbol table as it lies in a snapshot, mapped or in memory; a symbol is an index in the order of the source. Every offset is checked against its section when it
 * is followed; chains only go forward, so no forged file can make a look-up endless.
 */
public final class PackedTable {
    /** Instead of an index: there is no such symbol. */
    public static final int NONE = -1;

    private final ByteBuffer file;
    private final SnapshotLayout layout;
    private final Function<String, ? extends RuntimeException> forged;
    private final int buckets;
    private final int sorted;
    private final int texts;
    private final int names;
    private final int textBytes;

    /**
     * Takes a little-endian buffer whose header was checked.
     *
     * @param file the whole file
     * @param layout what its header says
     * @param forged makes the exception to throw for what no sound file has, from words for it
     */
    public PackedTable(ByteBuffer file, SnapshotLayout layout, Function<String, ? extends RuntimeException> forged) {
        this.file = file;
        this.layout = layout;
        this.forged = forged;
        this.buckets = (int) layout.bucketsAt();
        this.sorted = (int) layout.sortedAt();
        this.texts = (int) layout.textsAt();
        this.names = (int) layout.namesAt();
        this.textBytes = (int) layout.textBytesAt();
    }

    /**
     * Returns the number of symbols.
     *
     * @return the count
     */
    public int size() {
        return layout.symbols();
    }

    /**
     * Finds the symbol an address belongs to.
     *
     * @param address kernel virtual address, unsigned
     * @return the symbol with the greatest address not above it, the first in source order; {@link #NONE} if there is none
     */
    public int nearest(long address) {
        int low = 0; // number of sorted symbols known to be at or below the address
        int high = layout.sorted();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(address(sortedSymbol(middle)), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return NONE;
        }
        long found = address(sortedSymbol(low - 1));
        int at = low - 1;
        while (at > 0 && address(sortedSymbol(at - 1)) == found) {
            at--;
        }
        return sortedSymbol(at);
    }

    /**
     * Finds the first symbol of a name.
     *
     * @param name the exact name
     * @return its index; {@link #NONE} if there is none
     */
    public int first(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int hash = NameHash.of(bytes, 0, bytes.length);
        int mask = layout.buckets() - 1;
        for (int probe = 0; probe <= mask; probe++) {
            int index = file.getInt(buckets + 4 * ((hash + probe) & mask)) - 1;
            if (index == NONE) {
                return NONE;
            }
            checkSymbol(index);
            if (file.getInt(record(index) + SymbolRecords.HASH) == hash && hasName(index, bytes)) {
                return index;
            }
        }
        return NONE;
    }

    /**
     * Finds the next namesake.
     *
     * @param index the symbol
     * @return its index; {@link #NONE} after the last
     */
    public int next(int index) {
        int next = file.getInt(record(index) + SymbolRecords.NEXT) - 1;
        if (next == NONE) {
            return NONE;
        }
        checkSymbol(next);
        if (next <= index) {
            throw forged.apply("a chain of namesakes goes backwards");
        }
        return next;
    }

    private boolean hasName(int index, byte[] bytes) {
        int length = file.getChar(record(index) + SymbolRecords.NAME_LENGTH);
        if (length != bytes.length) {
            return false;
        }
        int from = nameFrom(index, length);
        for (int i = 0; i < length; i++) {
            if (file.get(from + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns a name.
     *
     * @param index the symbol
     * @return the name
     */
    public String name(int index) {
        int length = file.getChar(record(index) + SymbolRecords.NAME_LENGTH);
        byte[] bytes = new byte[length];
        file.get(nameFrom(index, length), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int nameFrom(int index, int length) {
        int offset = file.getInt(record(index) + SymbolRecords.NAME);
        if (offset < 0 || offset > layout.nameBytes() - length) {
            throw forged.apply("a name lies outside the names");
        }
        return names + offset;
    }

    /**
     * Returns an owner or namespace.
     *
     * @param id its number
     * @return the text; empty for 0
     */
    public String text(int id) {
        if (id == 0) {
            return "";
        }
        if (id >= layout.texts()) {
            throw forged.apply("an owner or namespace number is too large");
        }
        int from = file.getInt(texts + 4 * id);
        int to = file.getInt(texts + 4 * id + 4);
        if (from < 0 || to < from || to > layout.textBytes()) {
            throw forged.apply("an owner or namespace lies outside the texts");
        }
        byte[] bytes = new byte[to - from];
        file.get(textBytes + from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Returns an address.
     *
     * @param index the symbol
     * @return kernel virtual address, unsigned; 0 without {@link SymbolsBuilder#HAS_ADDRESS}
     */
    public long address(int index) {
        return file.getLong(record(index) + SymbolRecords.ADDRESS);
    }

    /**
     * Returns the flags of a symbol.
     *
     * @param index the symbol
     * @return those of {@link SymbolsBuilder} that are set
     */
    public int flags(int index) {
        return file.get(record(index) + SymbolRecords.FLAGS);
    }

    /**
     * Returns the owner of a symbol.
     *
     * @param index the symbol
     * @return number of its text; 0 for the kernel image
     */
    public int owner(int index) {
        return file.getChar(record(index) + SymbolRecords.OWNER);
    }

    /**
     * Returns the namespace of an export.
     *
     * @param index the symbol
     * @return number of its text; 0 for none
     */
    public int namespace(int index) {
        return file.getChar(record(index) + SymbolRecords.NAMESPACE);
    }

    /**
     * Returns the CRC of an export.
     *
     * @param index the symbol
     * @return the version CRC [unsigned 32 bit]; anything without {@link SymbolsBuilder#HAS_CRC}
     */
    public int crc(int index) {
        return file.getInt(record(index) + SymbolRecords.CRC);
    }

    /**
     * Returns the type of a symbol.
     *
     * @param index the symbol
     * @return the letter {@code nm} prints
     */
    public char type(int index) {
        return (char) (file.get(record(index) + SymbolRecords.TYPE) & 0xff);
    }

    private int sortedSymbol(int position) {
        int index = file.getInt(sorted + 4 * position);
        checkSymbol(index);
        return index;
    }

    private static int record(int index) {
        return SnapshotLayout.HEADER + SymbolRecords.SIZE * index;
    }

    private void checkSymbol(int index) {
        if (index < 0 || index >= layout.symbols()) {
            throw forged.apply("a symbol number is too large");
        }
    }
}
