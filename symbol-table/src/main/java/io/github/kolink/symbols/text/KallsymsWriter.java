// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Prints symbols in the format of {@code s_show} ({@code kernel/kallsyms.c} (6.1)). */
final class KallsymsWriter {
    private static final int DIGITS = 16;

    private KallsymsWriter() {}

    static void write(KernelSymbolTable symbols, OutputStream target) throws IOException {
        OutputStream out = new BufferedOutputStream(target, 1 << 16);
        List<KernelSymbol> unlisted = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
            KernelSymbol symbol = symbols.symbol(i);
            if (symbol.address().isPresent()) {
                line(out, symbol.address().getAsLong(), symbol.type(), symbol.name(), symbol.owner());
                if (symbol.export().isPresent() && !isListed(symbols, symbol)) {
                    unlisted.add(symbol);
                }
            }
        }
        for (KernelSymbol symbol : unlisted) {
            line(out, symbol.address().getAsLong(), 'r', KsymtabNames.PREFIX + symbol.name(), symbol.owner());
        }
        out.flush();
    }

    private static boolean isListed(KernelSymbolTable symbols, KernelSymbol symbol) {
        return symbols.find(KsymtabNames.PREFIX + symbol.name()).stream()
                .anyMatch(entry ->
                        entry.owner().equals(symbol.owner()) && entry.address().isPresent());
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
