// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.symbols.image.ExportRun.Encoding;
import io.github.kolink.symbols.table.SymbolsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds export entries made of pointers (architectures without PREL32 relocations, such as m68k). An entry begins with
 * the address of a symbol and the address of the symbol's name; the distance between the latter and the position of
 * that text in the file is the same for all entries, so it is voted for.
 */
final class NamePointers {
    private static final int MOST_CANDIDATES = 1 << 16;
    private static final int MOST_TEXTS = 4;

    private NamePointers() {}

    static List<ExportRun> runs(ImageBytes image, SymbolsBuilder symbols, int pointer) {
        Encoding encoding = pointer == 8 ? Encoding.POINTERS_64 : Encoding.POINTERS_32;
        Map<Long, Integer> globals = new HashMap<>();
        for (int i = 0; i < symbols.size(); i++) {
            if (symbols.isGlobal(i)) {
                globals.putIfAbsent(symbols.address(i), i);
            }
        }
        Map<String, int[]> texts = texts(image, symbols);
        Map<Long, Integer> votes = new HashMap<>();
        int candidates = 0;
        for (int at = 0; at + 2 * pointer <= image.length && candidates < MOST_CANDIDATES; at += 4) {
            long value = image.pointer(at, pointer);
            Integer symbol = value == 0 ? null : globals.get(value);
            int[] positions = symbol == null ? null : texts.get(symbols.names().name(symbol));
            if (positions != null) {
                candidates++;
                long name = image.pointer(at + pointer, pointer);
                for (int position : positions) {
                    if (position != 0) {
                        votes.merge(name - position, 1, Integer::sum);
                    }
                }
            }
        }
        return votes.entrySet().stream()
                .filter(entry -> entry.getValue() >= ExportRuns.SHORTEST)
                .max(Map.Entry.comparingByValue())
                .map(entry -> ExportRuns.pointers(image, encoding, entry.getKey()))
                .orElse(List.of());
    }

    /** Positions of texts that are names of global symbols, at most four each. */
    private static Map<String, int[]> texts(ImageBytes image, SymbolsBuilder symbols) {
        Map<String, int[]> texts = new HashMap<>();
        int start = 0;
        for (int at = 0; at < image.length; at++) {
            byte c = image.bytes[at];
            if (c == 0
                    && at > start
                    && at - start <= ExportRun.LONGEST_NAME
                    && ExportRun.isNameStart(image.bytes[start])) {
                int symbol = symbols.names().find(image.bytes, start, at - start);
                if (symbol != SymbolsBuilder.NONE) {
                    remember(texts.computeIfAbsent(text(image, start, at), name -> new int[MOST_TEXTS]), start);
                }
            }
            if (!ExportRun.isNamePart(c)) {
                start = at + 1;
            }
        }
        return texts;
    }

    private static String text(ImageBytes image, int from, int to) {
        return new String(image.bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static void remember(int[] positions, int position) {
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] == 0) {
                positions[i] = position;
                return;
            }
        }
    }
}
