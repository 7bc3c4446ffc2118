// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

import java.nio.charset.StandardCharsets;

/**
 * The symbols {@code __ksymtab_X} that a kernel with {@code CONFIG_KALLSYMS_ALL} lists: each says that X is exported
 * ({@code __KSYMTAB_ENTRY}, {@code include/linux/export.h} (6.1)), though not for whom.
 */
public final class KsymtabNames {
    /** What comes before the name of the exported symbol. */
    public static final String PREFIX = "__ksymtab_";

    private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.ISO_8859_1);

    private KsymtabNames() {}

    /**
     * Tells whether a name is one of these.
     *
     * @param text where the name is
     * @param from where it begins
     * @param length [bytes]
     * @return true if it is the prefix and more
     */
    public static boolean isEntry(byte[] text, int from, int length) {
        if (length <= PREFIX_BYTES.length || text[from + 2] != 'k') {
            return false;
        }
        for (int i = 0; i < PREFIX_BYTES.length; i++) {
            if (text[from + i] != PREFIX_BYTES[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Marks the exported namesake of every {@code __ksymtab_X}: the global one of the same owner, else the only one.
     *
     * @param symbols indexed after the last symbol was added
     * @return the number of symbols marked
     */
    public static int mark(SymbolsBuilder symbols) {
        int marked = 0;
        byte[] names = symbols.names().bytes();
        for (int entry = 0; entry < symbols.size(); entry++) {
            int from = symbols.names().offset(entry);
            int length = symbols.names().length(entry);
            if (!isEntry(names, from, length)) {
                continue;
            }
            int exported =
                    namesake(symbols, from + PREFIX_BYTES.length, length - PREFIX_BYTES.length, symbols.owner(entry));
            if (exported != SymbolsBuilder.NONE && !symbols.has(exported, SymbolsBuilder.EXPORTED)) {
                symbols.export(exported, SymbolsBuilder.CLASS_UNKNOWN);
                marked++;
            }
        }
        return marked;
    }

    private static int namesake(SymbolsBuilder symbols, int from, int length, int owner) {
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
