// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.nio.charset.StandardCharsets;

/**
 * The symbols {@code __ksymtab_X} that a kernel with {@code CONFIG_KALLSYMS_ALL} lists: each says that X is exported
 * ({@code __KSYMTAB_ENTRY}, {@code include/linux/export.h} (6.1)), though not for whom.
 */
final class KsymtabNames {
    static final String PREFIX = "__ksymtab_";
    private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.ISO_8859_1);

    private KsymtabNames() {}

    static boolean isEntry(byte[] text, int from, int length) {
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
     * @return the number of symbols marked
     */
    static int mark(SymbolsBuilder symbols) {
        int marked = 0;
        byte[] names = symbols.names;
        for (int entry = 0; entry < symbols.size(); entry++) {
            int from = symbols.nameOffset[entry];
            int length = symbols.nameLength[entry];
            if (!isEntry(names, from, length)) {
                continue;
            }
            int exported =
                    namesake(symbols, from + PREFIX_BYTES.length, length - PREFIX_BYTES.length, symbols.owner[entry]);
            if (exported != SymbolsBuilder.NONE && !symbols.has(exported, SymbolsBuilder.EXPORTED)) {
                symbols.export(exported, ExportClass.UNKNOWN);
                marked++;
            }
        }
        return marked;
    }

    private static int namesake(SymbolsBuilder symbols, int from, int length, int owner) {
        int local = SymbolsBuilder.NONE;
        int locals = 0;
        for (int s = symbols.find(symbols.names, from, length); s != SymbolsBuilder.NONE; s = symbols.next[s]) {
            if (symbols.owner[s] == owner) {
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
