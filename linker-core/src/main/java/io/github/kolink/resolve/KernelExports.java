// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import io.github.kolink.elf.StringTable;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel exports, by names as they lie in modules. Thousands of modules import the same few thousand symbols: what
 * was asked once is found again by the bytes of its name, without making a text of them. Thread-safe.
 */
public final class KernelExports {
    /** How many names are remembered: all exports of a kernel and its modules several times over. */
    private static final int MOST = 1 << 17;
    /** How long they may be [bytes]; longer ones are rare. */
    private static final int LONGEST = 128;

    private static final Export NOTHING_KNOWN = new Export(ExportClass.UNKNOWN, OptionalInt.empty(), Optional.empty());
    private static final Optional<Boolean> NOT_PROPRIETARY = Optional.of(false);

    private final KernelSnapshot snapshot;
    /** Open addressing; at most half full. Read without a lock: a name never changes and never goes. */
    private volatile @Nullable Name[] table = new Name[1 << 12];

    private int count;

    /**
     * Exports of a kernel.
     *
     * @param snapshot the kernel
     */
    public KernelExports(KernelSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /**
     * A name that was asked for, with what each import of it is asked. It lives as long as the linker, and lets go of the objects
     * it was taken from, which are more than its own.
     */
    public static final class Name {
        private final int hash;
        private final byte[] bytes;
        private final String text;
        private final boolean isExported;
        private final String owner;
        private final ExportClass exportClass;
        private final boolean hasAddress;
        private final long address;
        /** Made when it is first asked for. Two threads may make it: both are the same. */
        private @Nullable ProvidedSymbol provided;

        Name(int hash, String text, Optional<KernelSymbol> symbol) {
            this.hash = hash;
            this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            this.text = text;
            this.isExported = symbol.isPresent();
            this.owner = symbol.isPresent() ? symbol.get().owner() : "";
            this.exportClass = symbol.isPresent() ? export(symbol.get()).exportClass() : ExportClass.UNKNOWN;
            this.hasAddress = symbol.isPresent() && symbol.get().address().isPresent();
            this.address = symbol.isPresent() ? symbol.get().address().orElse(0) : 0;
        }

        private static Export export(KernelSymbol symbol) {
            return symbol.export().orElse(NOTHING_KNOWN);
        }

        /**
         * The name.
         *
         * @return not empty, but may be of a nameless symbol
         */
        public String text() {
            return text;
        }

        /**
         * Whether the kernel's tables have an export of that name, as far as they tell.
         *
         * @return true also if it belongs to a loaded module
         */
        public boolean isExported() {
            return isExported;
        }

        /**
         * Who exports the name.
         *
         * @return a loaded module; empty for the kernel itself, and if nobody does
         */
        public String owner() {
            return owner;
        }

        /**
         * Whether the kernel itself exports the name.
         *
         * @return false if it is exported by a module, or not at all
         */
        public boolean isKernels() {
            return isExported && owner.isEmpty();
        }

        ExportClass exportClass() {
            return exportClass;
        }

        boolean hasAddress() {
            return hasAddress;
        }

        /** Of an export [kernel virtual address, unsigned]; 0 if it is not known. */
        long address() {
            return address;
        }

        /** An export in the form of what modules provide. */
        ProvidedSymbol provided(KernelSnapshot snapshot) {
            ProvidedSymbol known = provided;
            if (known == null) {
                KernelSymbol symbol = snapshot.symbols().exported(text).orElseThrow();
                known = new ProvidedSymbol(
                        address, owner, export(symbol), owner.isEmpty() ? NOT_PROPRIETARY : Optional.empty());
                provided = known;
            }
            return known;
        }
    }

    /** The name of a symbol; null if it lies outside the string table, or is longer than {@link StringTable#LONGEST}. */
    @Nullable
    Name find(SymbolTable symbols, int symbol) {
        StringTable strings = symbols.strings();
        long offset = symbols.nameOffset(symbol);
        long found = strings.hashAt(offset);
        int length = StringTable.lengthOf(found);
        if (found < 0 || length > StringTable.LONGEST) {
            return null;
        }
        int hash = (int) found;
        Name known = find(table, strings, offset, length, hash);
        return known != null ? known : add(strings.text(offset, length), hash);
    }

    /**
     * What a module imports.
     *
     * @param symbols the module's symbols
     * @return its undefined symbols
     */
    public Imports of(SymbolTable symbols) {
        return Imports.of(symbols, this);
    }

    /**
     * Who exports a name.
     *
     * @param name of an export
     * @return the same as of a symbol of that name
     */
    public Name find(String name) {
        int hash = StringTable.hash(name);
        @Nullable Name[] now = table;
        int mask = now.length - 1;
        for (int at = hash & mask; ; at = (at + 1) & mask) {
            Name known = now[at];
            if (known == null) {
                return add(name, hash);
            }
            if (known.hash == hash && known.text.equals(name)) {
                return known;
            }
        }
    }

    private static @Nullable Name find(@Nullable Name[] table, StringTable strings, long offset, int length, int hash) {
        int mask = table.length - 1;
        for (int at = hash & mask; ; at = (at + 1) & mask) {
            Name name = table[at];
            if (name == null) {
                return null;
            }
            if (name.hash == hash && name.bytes.length == length && strings.holds(offset, name.bytes)) {
                return name;
            }
        }
    }

    /** Two threads may add one name at the same time: the table has it twice then, and both are the same. */
    private synchronized Name add(String text, int hash) {
        Name name = new Name(hash, text, snapshot.symbols().exported(text));
        if (count < MOST && text.length() <= LONGEST) {
            if (2 * count >= table.length) {
                grow();
            }
            put(table, name);
            count++;
        }
        return name;
    }

    private void grow() {
        @Nullable Name[] larger = new Name[2 * table.length];
        for (Name name : table) {
            if (name != null) {
                put(larger, name);
            }
        }
        table = larger;
    }

    private static void put(@Nullable Name[] table, Name name) {
        int mask = table.length - 1;
        int at = name.hash & mask;
        while (table[at] != null) {
            at = (at + 1) & mask;
        }
        table[at] = name;
    }
}
