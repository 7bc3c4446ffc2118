// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import static io.github.kolink.symbols.SnapshotLayout.RECORD;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_ADDRESS;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_CRC;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_FLAGS;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_HASH;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_NAME;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_NAMESPACE;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_NAME_LENGTH;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_NEXT;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_OWNER;
import static io.github.kolink.symbols.SnapshotLayout.RECORD_TYPE;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The symbol table as it lies in a snapshot, mapped or in memory. Every offset is checked against its section when it
 * is followed; chains only go forward, so no forged file can make a look-up endless.
 */
final class PackedSymbols implements KernelSymbolTable {
    private static final int NONE = -1;

    private final ByteBuffer file;
    private final SnapshotLayout layout;
    private final String fileName;
    private final int buckets;
    private final int sorted;
    private final int texts;
    private final int names;
    private final int textBytes;

    /** Takes a little-endian buffer whose header was checked. */
    PackedSymbols(ByteBuffer file, SnapshotLayout layout, String fileName) {
        this.file = file;
        this.layout = layout;
        this.fileName = fileName;
        this.buckets = (int) layout.bucketsAt();
        this.sorted = (int) layout.sortedAt();
        this.texts = (int) layout.textsAt();
        this.names = (int) layout.namesAt();
        this.textBytes = (int) layout.textBytesAt();
    }

    @Override
    public int size() {
        return layout.symbols();
    }

    @Override
    public List<KernelSymbol> find(String name) {
        int first = first(name);
        if (first == NONE) {
            return List.of();
        }
        int second = next(first);
        if (second == NONE) {
            return List.of(symbolNamed(name, first));
        }
        List<KernelSymbol> found = new ArrayList<>();
        for (int index = first; index != NONE; index = next(index)) {
            found.add(symbolNamed(name, index));
        }
        return List.copyOf(found);
    }

    @Override
    public Optional<KernelSymbol> exported(String name) {
        int chosen = NONE;
        for (int index = first(name); index != NONE; index = next(index)) {
            if ((flags(index) & SymbolsBuilder.EXPORTED) != 0) {
                if (owner(index) == 0) {
                    return Optional.of(symbolNamed(name, index));
                }
                chosen = chosen == NONE ? index : chosen;
            }
        }
        return chosen == NONE ? Optional.empty() : Optional.of(symbolNamed(name, chosen));
    }

    @Override
    public KernelSymbol symbol(int index) {
        Objects.checkIndex(index, layout.symbols());
        return symbolNamed(name(index), index);
    }

    @Override
    public Optional<KernelSymbol> nearest(long address) {
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
            return Optional.empty();
        }
        long found = address(sortedSymbol(low - 1));
        int at = low - 1;
        while (at > 0 && address(sortedSymbol(at - 1)) == found) {
            at--;
        }
        return Optional.of(symbol(sortedSymbol(at)));
    }

    private KernelSymbol symbolNamed(String name, int index) {
        int flags = flags(index);
        OptionalLong address = (flags & SymbolsBuilder.HAS_ADDRESS) != 0
                ? OptionalLong.of(file.getLong(record(index) + RECORD_ADDRESS))
                : OptionalLong.empty();
        Optional<Export> export = Optional.empty();
        if ((flags & SymbolsBuilder.EXPORTED) != 0) {
            OptionalInt crc = (flags & SymbolsBuilder.HAS_CRC) != 0
                    ? OptionalInt.of(file.getInt(record(index) + RECORD_CRC))
                    : OptionalInt.empty();
            int namespace = file.getChar(record(index) + RECORD_NAMESPACE);
            export = Optional.of(new Export(
                    SymbolsBuilder.classOf(flags),
                    crc,
                    namespace == 0 ? Optional.empty() : Optional.of(text(namespace))));
        }
        char type = (char) (file.get(record(index) + RECORD_TYPE) & 0xff);
        return new KernelSymbol(name, address, type, text(owner(index)), export);
    }

    private int first(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int hash = NameHash.of(bytes, 0, bytes.length);
        int mask = layout.buckets() - 1;
        for (int probe = 0; probe <= mask; probe++) {
            int index = file.getInt(buckets + 4 * ((hash + probe) & mask)) - 1;
            if (index == NONE) {
                return NONE;
            }
            checkSymbol(index);
            if (file.getInt(record(index) + RECORD_HASH) == hash && hasName(index, bytes)) {
                return index;
            }
        }
        return NONE;
    }

    private int next(int index) {
        int next = file.getInt(record(index) + RECORD_NEXT) - 1;
        if (next == NONE) {
            return NONE;
        }
        checkSymbol(next);
        if (next <= index) {
            throw forged("a chain of namesakes goes backwards");
        }
        return next;
    }

    private boolean hasName(int index, byte[] bytes) {
        int length = file.getChar(record(index) + RECORD_NAME_LENGTH);
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

    private String name(int index) {
        int length = file.getChar(record(index) + RECORD_NAME_LENGTH);
        byte[] bytes = new byte[length];
        file.get(nameFrom(index, length), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int nameFrom(int index, int length) {
        int offset = file.getInt(record(index) + RECORD_NAME);
        if (offset < 0 || offset > layout.nameBytes() - length) {
            throw forged("a name lies outside the names");
        }
        return names + offset;
    }

    private String text(int id) {
        if (id == 0) {
            return "";
        }
        if (id >= layout.texts()) {
            throw forged("an owner or namespace number is too large");
        }
        int from = file.getInt(texts + 4 * id);
        int to = file.getInt(texts + 4 * id + 4);
        if (from < 0 || to < from || to > layout.textBytes()) {
            throw forged("an owner or namespace lies outside the texts");
        }
        byte[] bytes = new byte[to - from];
        file.get(textBytes + from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long address(int index) {
        return file.getLong(record(index) + RECORD_ADDRESS);
    }

    private int flags(int index) {
        return file.get(record(index) + RECORD_FLAGS);
    }

    private int owner(int index) {
        return file.getChar(record(index) + RECORD_OWNER);
    }

    private int sortedSymbol(int position) {
        int index = file.getInt(sorted + 4 * position);
        checkSymbol(index);
        return index;
    }

    private static int record(int index) {
        return SnapshotLayout.HEADER + RECORD * index;
    }

    private void checkSymbol(int index) {
        if (index < 0 || index >= layout.symbols()) {
            throw forged("a symbol number is too large");
        }
    }

    private UncheckedIOException forged(String how) {
        return new UncheckedIOException(SnapshotLayout.damaged(fileName, how));
    }
}
