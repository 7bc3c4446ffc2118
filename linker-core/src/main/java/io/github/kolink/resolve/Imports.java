// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.resolve.KernelExports.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The undefined symbols of one module, each with what the kernel exports under its name: looked up once. Immutable. */
public final class Imports {
    /** Of a module that imports nothing. */
    public static final Imports NONE = new Imports(new int[0], new Name[0], new BitSet());

    private final int[] symbols;
    /** By place; null if the name cannot be read. */
    private final @Nullable Name[] names;
    /** Places of open imports. */
    private final BitSet open;

    private Imports(int[] symbols, @Nullable Name[] names, BitSet open) {
        this.symbols = symbols;
        this.names = names;
        this.open = open;
    }

    /** Looks up all undefined symbols but the first one of the table, which is nobody's. */
    static Imports of(SymbolTable table, KernelExports exports) {
        int[] symbols = new int[64];
        @Nullable Name[] names = new Name[symbols.length];
        int count = 0;
        for (int symbol = 1; symbol < table.count(); symbol++) {
            if (table.rawSectionIndex(symbol) == ElfConstants.SHN_UNDEF) {
                if (count == symbols.length) {
                    symbols = Arrays.copyOf(symbols, 2 * count);
                    names = Arrays.copyOf(names, 2 * count);
                }
                symbols[count] = symbol;
                names[count++] = exports.find(table, symbol);
            }
        }
        return new Imports(Arrays.copyOf(symbols, count), names, new BitSet());
    }

    /**
     * How many there are.
     *
     * @return places of this list
     */
    public int count() {
        return symbols.length;
    }

    /**
     * The symbol at a place.
     *
     * @param place in this list, in the order of the symbol table
     * @return index into the symbol table
     */
    public int symbol(int place) {
        return symbols[place];
    }

    /**
     * The name of the symbol at a place.
     *
     * @param place in this list
     * @return empty if the name lies outside the string table, or is too long
     */
    public Optional<Name> name(int place) {
        return Optional.ofNullable(names[place]);
    }

    /** The same; null if there is none. */
    @Nullable
    Name nameAt(int place) {
        return names[place];
    }

    /**
     * The same imports, some of them open: who provides them will be known later.
     *
     * @param places of foreign imports; not copied
     * @return a new list
     */
    public Imports leavingOpen(BitSet places) {
        return new Imports(symbols, names, places);
    }

    /**
     * Whether an import is open.
     *
     * @param place in this list
     * @return true if its symbol gets a stand-in instead of a value
     */
    public boolean isOpen(int place) {
        return open.get(place);
    }

    /**
     * How many imports are open.
     *
     * @return places of this list that {@link #isOpen} is true of
     */
    public int openCount() {
        return open.cardinality();
    }

    /**
     * Whether the kernel does not export the name at a place itself.
     *
     * @param place in this list
     * @return false also if it has no name
     */
    public boolean isForeign(int place) {
        Name name = names[place];
        return name != null && isForeign(name);
    }

    private static boolean isForeign(Name name) {
        return !name.isKernels() && !name.text().isEmpty();
    }

    /**
     * The names that the kernel does not export itself.
     *
     * @return as often as they are imported, without empty ones
     */
    public List<String> foreign() {
        List<String> foreign = new ArrayList<>();
        for (@Nullable Name name : names) {
            if (name != null && isForeign(name)) {
                foreign.add(name.text());
            }
        }
        return foreign;
    }
}
