// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import io.github.kolink.symbols.snapshot.PackedTable;
import io.github.kolink.symbols.table.SymbolsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The symbols of a snapshot as records, made on demand from the packed table. */
final class PackedSymbols implements KernelSymbolTable {
    private static final int NONE = PackedTable.NONE;

    private final PackedTable table;

    PackedSymbols(PackedTable table) {
        this.table = table;
    }

    PackedTable table() {
        return table;
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public List<KernelSymbol> find(String name) {
        int first = table.first(name);
        if (first == NONE) {
            return List.of();
        }
        int second = table.next(first);
        if (second == NONE) {
            return List.of(symbolNamed(name, first));
        }
        List<KernelSymbol> found = new ArrayList<>();
        for (int index = first; index != NONE; index = table.next(index)) {
            found.add(symbolNamed(name, index));
        }
        return List.copyOf(found);
    }

    @Override
    public Optional<KernelSymbol> exported(String name) {
        int chosen = NONE;
        for (int index = table.first(name); index != NONE; index = table.next(index)) {
            if ((table.flags(index) & SymbolsBuilder.EXPORTED) != 0) {
                if (table.owner(index) == 0) {
                    return Optional.of(symbolNamed(name, index));
                }
                chosen = chosen == NONE ? index : chosen;
            }
        }
        return chosen == NONE ? Optional.empty() : Optional.of(symbolNamed(name, chosen));
    }

    @Override
    public KernelSymbol symbol(int index) {
        Objects.checkIndex(index, table.size());
        return symbolNamed(table.name(index), index);
    }

    @Override
    public Optional<KernelSymbol> nearest(long address) {
        int found = table.nearest(address);
        return found == NONE ? Optional.empty() : Optional.of(symbol(found));
    }

    private KernelSymbol symbolNamed(String name, int index) {
        int flags = table.flags(index);
        OptionalLong address = (flags & SymbolsBuilder.HAS_ADDRESS) != 0
                ? OptionalLong.of(table.address(index))
                : OptionalLong.empty();
        Optional<Export> export = Optional.empty();
        if ((flags & SymbolsBuilder.EXPORTED) != 0) {
            OptionalInt crc =
                    (flags & SymbolsBuilder.HAS_CRC) != 0 ? OptionalInt.of(table.crc(index)) : OptionalInt.empty();
            int namespace = table.namespace(index);
            export = Optional.of(new Export(
                    classOf(flags), crc, namespace == 0 ? Optional.empty() : Optional.of(table.text(namespace))));
        }
        return new KernelSymbol(name, address, table.type(index), table.text(table.owner(index)), export);
    }

    static ExportClass classOf(int flags) {
        if ((flags & SymbolsBuilder.CLASS_PLAIN) != 0) {
            return ExportClass.PLAIN;
        }
        return (flags & SymbolsBuilder.CLASS_GPL) != 0 ? ExportClass.GPL : ExportClass.UNKNOWN;
    }

    /** The flag that {@link #classOf} reads back. */
    static int classBits(ExportClass exportClass) {
        return switch (exportClass) {
            case PLAIN -> SymbolsBuilder.CLASS_PLAIN;
            case GPL -> SymbolsBuilder.CLASS_GPL;
            case UNKNOWN -> SymbolsBuilder.CLASS_UNKNOWN;
        };
    }
}
