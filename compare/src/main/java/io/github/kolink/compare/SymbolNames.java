// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.link.LinkedImage;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Names of places in a module. */
final class SymbolNames {
    private final LinkedImage image;
    private final Map<Integer, NavigableMap<Long, String>> bySection = new HashMap<>();

    SymbolNames(LinkedImage image) {
        this.image = image;
    }

    /** A symbol's name; that of its section if it is a section's symbol. */
    String of(int symbol) {
        SymbolTable symbols = image.symbols();
        if (symbol < 0 || symbol >= symbols.count()) {
            return "symbol " + symbol;
        }
        String name = symbols.name(symbol).orElse("");
        int section = symbols.definingSection(symbol);
        return name.isEmpty() && section > 0 && section < image.sections().size()
                ? image.sections().get(section).name()
                : name;
    }

    /** A place: the nearest symbol at or before it, or the section. */
    String place(SectionHeader section, long offset) {
        Map.Entry<Long, String> nearest =
                bySection.computeIfAbsent(section.index(), this::symbolsOf).floorEntry(offset);
        return nearest == null
                ? section.name() + signed(offset)
                : nearest.getValue() + signed(offset - nearest.getKey());
    }

    /** Where the nearest symbol at or before a place is [bytes into the section]; 0 without one. */
    long start(SectionHeader section, long offset) {
        Map.Entry<Long, String> nearest =
                bySection.computeIfAbsent(section.index(), this::symbolsOf).floorEntry(offset);
        return nearest == null ? 0 : nearest.getKey();
    }

    private NavigableMap<Long, String> symbolsOf(int section) {
        SymbolTable symbols = image.symbols();
        NavigableMap<Long, String> names = new TreeMap<>();
        for (int symbol = 1; symbol < symbols.count(); symbol++) {
            String name = symbols.name(symbol).orElse("");
            if (symbols.definingSection(symbol) == section && !name.isEmpty() && !name.startsWith(".L")) {
                names.merge(
                        symbols.value(symbol),
                        name,
                        (one, other) -> symbols.size(symbols.indexOf(one)) > 0 ? one : other);
            }
        }
        return names;
    }

    /** A distance with its sign; nothing for 0. */
    static String signed(long distance) {
        return distance == 0
                ? ""
                : (distance < 0 ? "-" : "+") + "0x"
                        + Long.toHexString(Math.abs(distance)).toLowerCase(Locale.ROOT);
    }
}
