// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import io.github.kolink.symbols.table.ArchitectureNames;
import io.github.kolink.symbols.table.Knowledge;
import io.github.kolink.symbols.table.KsymtabNames;
import io.github.kolink.symbols.table.RefusedSourceException;
import io.github.kolink.symbols.table.SourceFacts;
import io.github.kolink.symbols.table.SourceParts;
import io.github.kolink.symbols.table.SymbolsBuilder;
import io.github.kolink.symbols.table.Words;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads lines of address, type letter, name and perhaps {@code [module]}: /proc/kallsyms ({@code s_show},
 * {@code kernel/kallsyms.c} (6.1)) and System.map. One scan over the bytes, no text object per line.
 */
public final class SymbolListText {
    private static final byte[] STUB = bytes("The real System.map is in");
    private static final int GUESSED_LINE = 40;

    /** Value of a hex digit by its character, -1 for others. */
    private static final byte[] DIGITS = new byte[256];

    static {
        for (int c = 0; c < DIGITS.length; c++) {
            DIGITS[c] = (byte) (c < 128 ? Character.digit(c, 16) : -1);
        }
    }

    private final byte[] text;
    private final String file;
    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private final KsymtabNames exports = new KsymtabNames(symbols);
    /** Up to here a word of text can be read; negative if the text is shorter. */
    private final int lastWord;

    private int at;
    private long line = 1;
    private long ored;
    private int kernelSymbols;
    private int dataSymbols;
    private int ownerFrom = -1;
    private int ownerLength;
    private int ownerId;
    /** The first half of the last address, nearly always that of the next, too. */
    private long highDigits;

    private long highValue = -1;

    private SymbolListText(byte[] text, String file) {
        this.text = text;
        this.file = file;
        this.lastWord = text.length - Words.SIZE;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads the whole text.
     *
     * @param text the bytes
     * @param file name for messages
     * @return the symbols, with exports where the list tells them
     * @throws RefusedSourceException at the first line that is none, and if every address is zero
     */
    public static SourceParts read(byte[] text, String file) throws RefusedSourceException {
        return new SymbolListText(text, file).read();
    }

    private SourceParts read() throws RefusedSourceException {
        symbols.expect(text.length / GUESSED_LINE + 16, text.length / 2 + 16);
        while (at < text.length) {
            readLine();
            line++;
        }
        if (ored == 0) {
            throw new RefusedSourceException(
                    file,
                    "every address is zero: the kernel hides them (kernel.kptr_restrict, or the reader lacks"
                            + " CAP_SYSLOG); read it as root, set kernel.kptr_restrict to 0 or 1, or use the kernel image");
        }
        symbols.index();
        int marked = exports.mark();
        boolean data = dataSymbols * 20L >= kernelSymbols;
        SourceFacts facts = SourceFacts.of(
                        new Knowledge(marked > 0, false, false, false, data), symbols.size(), marked, 0)
                .withArchitecture(ArchitectureNames.bySymbols(symbols));
        return new SourceParts(symbols, facts);
    }

    private void readLine() throws RefusedSourceException {
        int start = at;
        int blank = start;
        long address = 0;
        if (start + Words.SIZE <= lastWord) {
            long high = Words.get(text, start);
            if (high != highDigits) {
                highDigits = high;
                highValue = TextWords.hexadecimal(high);
            }
            long low = TextWords.hexadecimal(Words.get(text, start + Words.SIZE));
            if ((highValue | low) >= 0) {
                address = highValue << 32 | low;
                blank += 2 * Words.SIZE;
            }
        }
        int digit;
        while (blank < text.length && (digit = DIGITS[text[blank] & 0xff]) >= 0) {
            address = (address << 4) | digit;
            blank++;
        }
        int name = blank + 3;
        if (blank == start
                || blank - start > 16
                || name >= text.length
                || text[blank] != ' '
                || text[blank + 2] != ' ') {
            throw notALine(start);
        }
        int letter = text[blank + 1];
        int end = nameEnd(name);
        int nameLength = end - name;
        if (nameLength == 0 || nameLength > SymbolsBuilder.LONGEST_NAME || !isLetter(letter)) {
            throw notALine(start);
        }
        at = end;
        int owner = end < text.length && text[end] != '\n' ? readOwner(start, name) : 0;
        at++; // the line feed, if there is one
        add(address, (char) letter, name, nameLength, owner);
    }

    private int nameEnd(int from) {
        int end = from;
        for (; end <= lastWord; end += Words.SIZE) {
            long invisible = TextWords.invisible(Words.get(text, end));
            if (invisible != 0) {
                return end + TextWords.first(invisible);
            }
        }
        while (end < text.length && text[end] > ' ') {
            end++;
        }
        return end;
    }

    private void add(long address, char letter, int name, int nameLength, int owner) throws RefusedSourceException {
        if (symbols.size() == SymbolsBuilder.MOST) {
            throw RefusedSourceException.atLine(file, line, "more than " + SymbolsBuilder.MOST + " symbols");
        }
        int index = symbols.add(text, name, nameLength, letter, address, (char) owner);
        boolean tellsExport = KsymtabNames.isEntry(text, name, nameLength);
        if (tellsExport) {
            exports.add(index);
        }
        ored |= address;
        if (owner == 0) {
            kernelSymbols++;
            int lower = letter | 0x20;
            if ((lower == 'd' || lower == 'b' || lower == 'r') && !tellsExport) {
                dataSymbols++;
            }
        }
    }

    /** Reads a tab or blanks, then {@code [owner]} up to the end of the line; returns the owner's number. */
    private int readOwner(int start, int name) throws RefusedSourceException {
        while (at < text.length && (text[at] == '\t' || text[at] == ' ' || text[at] == '\r')) {
            at++;
        }
        if (at == text.length || text[at] == '\n') {
            return 0;
        }
        int from = at + 1;
        int end = from;
        while (end < text.length && text[end] > ' ') {
            end++;
        }
        if (text[at] != '[' || end < from + 2 || text[end - 1] != ']') {
            throw startsWith(name, STUB)
                    ? new RefusedSourceException(
                            file,
                            "is a placeholder, not a symbol list: Debian keeps the real System.map in the"
                                    + " linux-image-<version>-dbg package; the symbols are also in the kernel image"
                                    + " (/boot/vmlinuz-<version>), give that instead")
                    : notALine(start);
        }
        at = end;
        while (at < text.length && (text[at] == ' ' || text[at] == '\r')) {
            at++;
        }
        if (at < text.length && text[at] != '\n') {
            throw notALine(start);
        }
        return ownerId(from, end - 1 - from);
    }

    /** Modules come in runs, so the last owner is nearly always the next one. */
    private int ownerId(int from, int length) throws RefusedSourceException {
        if (ownerFrom < 0 || !Arrays.equals(text, ownerFrom, ownerFrom + ownerLength, text, from, from + length)) {
            ownerFrom = from;
            ownerLength = length;
            ownerId = symbols.textId(new String(text, from, length, StandardCharsets.UTF_8));
            if (ownerId == SymbolsBuilder.NONE) {
                throw RefusedSourceException.atLine(file, line, "more than 65,535 different modules");
            }
        }
        return ownerId;
    }

    private boolean startsWith(int from, byte[] prefix) {
        return from + prefix.length <= text.length
                && Arrays.equals(text, from, from + prefix.length, prefix, 0, prefix.length);
    }

    private RefusedSourceException notALine(int start) {
        int end = start;
        while (end < text.length && end < start + 60 && text[end] >= ' ') {
            end++;
        }
        String shown = new String(text, start, end - start, StandardCharsets.UTF_8);
        String hint = shown.stripLeading().startsWith("(")
                ? "addresses are hidden by the kernel; read it as root"
                : "expected `address type name [module]`, found `" + shown + "`";
        return RefusedSourceException.atLine(file, line, hint);
    }

    private static boolean isLetter(int c) {
        int lower = c | 0x20;
        return (lower >= 'a' && lower <= 'z') || c == '?' || c == '-';
    }
}
