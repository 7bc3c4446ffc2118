// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The symbols {@code __ksymtab_X} that a kernel with {@code CONFIG_KALLSYMS_ALL} lists: each says that X is exported
 * ({@code __KSYMTAB_ENTRY}, {@code include/linux/export.h} (6.1)), though not for whom.
 */
public final class KsymtabNames {
    /** What comes before the name of the exported symbol. */
    public static final String PREFIX = "__ksymtab_";

    private static final int PREFIX_LENGTH = PREFIX.length();
    private static final long PREFIX_WORD = Words.get(PREFIX.getBytes(StandardCharsets.ISO_8859_1), 0);

    private final SymbolsBuilder symbols;
    private int[] entries = new int[1 << 10];
    private int size;

    /**
     * None yet.
     *
     * @param symbols where they are, and what they mark
     */
    public KsymtabNames(SymbolsBuilder symbols) {
        this.symbols = symbols;
    }

    /**
     * All there are.
     *
     * @param symbols whose names are searched
     * @return what is to be marked
     */
    public static KsymtabNames of(SymbolsBuilder symbols) {
        KsymtabNames all = new KsymtabNames(symbols);
        NameTable names = symbols.names();
        for (int symbol = 0; symbol < symbols.size(); symbol++) {
            if (isEntry(names.bytes(), names.offset(symbol), names.length(symbol))) {
                all.add(symbol);
            }
        }
        return all;
    }

    /**
     * Tells whether a name is one of these.
     *
     * @param text where the name is
     * @param from where it begins
     * @param length [bytes]
     * @return true if it is the prefix and more
     */
    public static boolean isEntry(byte[] text, int from, int length) {
        return length > PREFIX_LENGTH
                && Words.get(text, from) == PREFIX_WORD
                && text[from + Words.SIZE] == 'b'
                && text[from + Words.SIZE + 1] == '_';
    }

    /**
     * Takes one of these.
     *
     * @param entry its index among the symbols
     */
    public void add(int entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
        }
        entries[size++] = entry;
    }

    /**
     * Marks the exported namesake of every {@code __ksymtab_X}: the global one of the same owner, else the only one.
     *
     * @return the number of symbols marked; they must be indexed
     */
    public int mark() {
        int marked = 0;
        NameTable names = symbols.names();
        for (int i = 0; i < size; i++) {
            int entry = entries[i];
            int exported = namesake(
                    names.offset(entry) + PREFIX_LENGTH, names.length(entry) - PREFIX_LENGTH, symbols.owner(entry));
            if (exported != SymbolsBuilder.NONE && !symbols.has(exported, SymbolsBuilder.EXPORTED)) {
                symbols.export(exported, SymbolsBuilder.CLASS_UNKNOWN);
                marked++;
            }
        }
        return marked;
    }

    private int namesake(int from, int length, int owner) {
        int local = SymbolsBuilder.NONE;
        int locals = 0;
        for (int s = symbols.names().find(symbols.names().bytes(), from, length);
                s != SymbolsBuilder.NONE;
                s = symbols.names().next(s)) {
            if (symbols.owner(s) == owner) {
                if (symbols.isGlobal(s)) {
                    return s;
                }
                local = s;
                locals++;
            }
        }
        return locals == 1 ? local : SymbolsBuilder.NONE;
    }
}
