// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import io.github.kolink.symbols.table.Knowledge;
import io.github.kolink.symbols.table.RefusedSourceException;
import io.github.kolink.symbols.table.SourceFacts;
import io.github.kolink.symbols.table.SourceParts;
import io.github.kolink.symbols.table.SymbolsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Module.symvers: tab-separated CRC, name, provider, {@code EXPORT_SYMBOL[_GPL]} and, since 5.4, namespace
 * ({@code write_dump}, {@code scripts/mod/modpost.c} (6.1)). A CRC of zero in every row means that the kernel was built
 * without {@code CONFIG_MODVERSIONS}.
 */
public final class SymversText {
    private static final int LEAST_FIELDS = 4;
    private static final int MOST_FIELDS = 5;

    private final byte[] text;
    private final String file;
    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private final int[] from = new int[MOST_FIELDS];
    private final int[] to = new int[MOST_FIELDS];
    private long line;
    private boolean namespaces = true;
    private int ored;

    private SymversText(byte[] text, String file) {
        this.text = text;
        this.file = file;
    }

    /**
     * Reads the whole text.
     *
     * @param text the bytes
     * @param file name for messages
     * @return exports without addresses
     * @throws RefusedSourceException at the first row that is none, and if there is no row
     */
    public static SourceParts read(byte[] text, String file) throws RefusedSourceException {
        return new SymversText(text, file).read();
    }

    private SourceParts read() throws RefusedSourceException {
        int at = 0;
        while (at < text.length) {
            int end = at;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            line++;
            int last = end > at && text[end - 1] == '\r' ? end - 1 : end;
            if (last > at) {
                readRow(at, last);
            }
            at = end + 1;
        }
        int count = symbols.size();
        if (count == 0) {
            throw new RefusedSourceException(file, "is empty; a Module.symvers has one row per exported symbol");
        }
        boolean crcs = ored != 0;
        if (!crcs) {
            for (int i = 0; i < count; i++) {
                symbols.removeCrc(i);
            }
        }
        symbols.index();
        SourceFacts facts =
                SourceFacts.of(new Knowledge(true, true, crcs, namespaces, false), count, count, crcs ? count : 0);
        return new SourceParts(symbols, facts);
    }

    private void readRow(int start, int end) throws RefusedSourceException {
        int fields = split(start, end);
        if (fields < LEAST_FIELDS || fields > MOST_FIELDS) {
            throw wrong("expected 4 or 5 tab-separated fields, found " + (fields > MOST_FIELDS ? "more" : fields));
        }
        int nameLength = to[1] - from[1];
        if (nameLength == 0 || nameLength > SymbolsBuilder.LONGEST_NAME) {
            throw wrong("the symbol name has " + nameLength + " bytes");
        }
        if (symbols.size() == SymbolsBuilder.MOST) {
            throw wrong("more than " + SymbolsBuilder.MOST + " symbols");
        }
        int index = symbols.add(text, from[1], nameLength, '?');
        int crc = crc();
        ored |= crc;
        symbols.setCrc(index, crc);
        symbols.export(index, classBits());
        String namespace = "";
        if (fields == MOST_FIELDS) {
            namespace = field(4);
        } else {
            namespaces = false;
        }
        int owner = symbols.textId(owner());
        int namespaceId = symbols.textId(namespace);
        if (owner == SymbolsBuilder.NONE || namespaceId == SymbolsBuilder.NONE) {
            throw wrong("more than 65,535 different providers and namespaces");
        }
        symbols.setOwner(index, (char) owner);
        symbols.setNamespace(index, (char) namespaceId);
    }

    private int split(int start, int end) {
        int fields = 0;
        int begin = start;
        for (int i = start; i <= end; i++) {
            if (i == end || text[i] == '\t') {
                if (fields == MOST_FIELDS) {
                    return fields + 1;
                }
                from[fields] = begin;
                to[fields] = i;
                fields++;
                begin = i + 1;
            }
        }
        return fields;
    }

    private int crc() throws RefusedSourceException {
        int length = to[0] - from[0];
        if (length < 3 || length > 10 || text[from[0]] != '0' || (text[from[0] + 1] | 0x20) != 'x') {
            throw wrong("expected a CRC such as 0x4c9d28b0, found `" + field(0) + "`");
        }
        int value = 0;
        for (int i = from[0] + 2; i < to[0]; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                throw wrong("expected a CRC such as 0x4c9d28b0, found `" + field(0) + "`");
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    private int classBits() throws RefusedSourceException {
        String word = field(3);
        return switch (word) {
            case "EXPORT_SYMBOL" -> SymbolsBuilder.CLASS_PLAIN;
            case "EXPORT_SYMBOL_GPL" -> SymbolsBuilder.CLASS_GPL;
            default ->
                throw wrong("expected EXPORT_SYMBOL or EXPORT_SYMBOL_GPL, found `" + word
                        + "`; exports of other kinds ended with Linux 5.12");
        };
    }

    /** The provider as kallsyms would name it: no folder, no suffix, underscores. */
    private String owner() {
        String path = field(2);
        if (path.equals("vmlinux") || path.equals("vmlinux.o")) {
            return "";
        }
        String base = path.substring(path.lastIndexOf('/') + 1);
        return (base.endsWith(".ko") ? base.substring(0, base.length() - 3) : base).replace('-', '_');
    }

    private String field(int number) {
        return new String(Arrays.copyOfRange(text, from[number], to[number]), StandardCharsets.UTF_8);
    }

    private RefusedSourceException wrong(String reason) {
        return RefusedSourceException.atLine(file, line, reason);
    }
}
