// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import io.github.kolink.symbols.snapshot.PackedTable;
import io.github.kolink.symbols.table.KsymtabNames;
import io.github.kolink.symbols.table.SymbolsBuilder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Prints symbols in the format of {@code s_show} ({@code kernel/kallsyms.c} (6.1)). */
public final class KallsymsWriter {
    private static final int DIGITS = 16;

    private KallsymsWriter() {}

    /**
     * Writes the symbols that have an address in table order, then the exports that the list itself has no entry for.
     *
     * @param symbols the symbols
     * @param target where to; buffered here, not closed
     * @throws IOException if it cannot be written
     */
    public static void write(PackedTable symbols, OutputStream target) throws IOException {
        OutputStream out = new BufferedOutputStream(target, 1 << 16);
        List<Integer> unlisted = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
            if (has(symbols, i, SymbolsBuilder.HAS_ADDRESS)) {
                String name = symbols.name(i);
                line(out, symbols.address(i), symbols.type(i), name, owner(symbols, i));
                if (has(symbols, i, SymbolsBuilder.EXPORTED) && !isListed(symbols, i, name)) {
                    unlisted.add(i);
                }
            }
        }
        for (int i : unlisted) {
            line(out, symbols.address(i), 'r', KsymtabNames.PREFIX + symbols.name(i), owner(symbols, i));
        }
        out.flush();
    }

    private static boolean has(PackedTable symbols, int index, int flag) {
        return (symbols.flags(index) & flag) != 0;
    }

    private static String owner(PackedTable symbols, int index) {
        return symbols.text(symbols.owner(index));
    }

    private static boolean isListed(PackedTable symbols, int exported, String name) {
        int entry = symbols.first(KsymtabNames.PREFIX + name);
        while (entry != PackedTable.NONE) {
            if (owner(symbols, entry).equals(owner(symbols, exported))
                    && has(symbols, entry, SymbolsBuilder.HAS_ADDRESS)) {
                return true;
            }
            entry = symbols.next(entry);
        }
        return false;
    }

    private static void line(OutputStream out, long address, char type, String name, String owner) throws IOException {
        byte[] head = new byte[DIGITS + 3];
        for (int i = 0; i < DIGITS; i++) {
            head[i] = (byte) Character.forDigit((int) (address >>> (60 - 4 * i)) & 15, 16);
        }
        head[DIGITS] = ' ';
        head[DIGITS + 1] = (byte) type;
        head[DIGITS + 2] = ' ';
        out.write(head);
        out.write(name.getBytes(StandardCharsets.UTF_8));
        if (!owner.isEmpty()) {
            out.write(("\t[" + owner + "]").getBytes(StandardCharsets.UTF_8));
        }
        out.write('\n');
    }
}
