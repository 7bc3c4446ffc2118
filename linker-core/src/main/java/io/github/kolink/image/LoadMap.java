// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.image;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.link.LinkedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where everything of a linked module lies, as text (white space and control characters in names as {@code \\xNN}): one line each for regions, sections, the module's symbols and what it
 * imports, each group by address. Fields are separated by spaces, numbers are hexadecimal without 0x:
 *
 * <pre>
 * module NAME
 * region ADDRESS SIZE KIND
 * section ADDRESS SIZE NAME
 * symbol ADDRESS SIZE BINDING NAME
 * import ADDRESS NAME
 * provider MODULE
 * </pre>
 */
public final class LoadMap {
    private final LinkedImage image;
    private final StringBuilder out = new StringBuilder();

    private LoadMap(LinkedImage image) {
        this.image = image;
    }

    /**
     * The map.
     *
     * @param image a linked module
     * @return text, each line ended by LF
     */
    public static String of(LinkedImage image) {
        return new LoadMap(image).text();
    }

    private String text() {
        out.append("# kolink load map 1\nmodule ")
                .append(Names.plain(image.module().name()))
                .append('\n');
        for (MemoryRegion region : image.regions()) {
            line(
                    "region",
                    image.base(region.kind()),
                    region.size(),
                    region.kind().label());
        }
        List<SectionHeader> sections = new ArrayList<>(image.sections());
        sections.removeIf(section -> !image.isLoaded(section.index()));
        sections.sort(
                Comparator.comparing((SectionHeader section) -> image.address(section.index()), Long::compareUnsigned)
                        .thenComparing(SectionHeader::index));
        for (SectionHeader section : sections) {
            line("section", image.address(section.index()), section.size(), Names.plain(section.name()));
        }
        symbols();
        image.providers()
                .forEach(provider ->
                        out.append("provider ").append(Names.plain(provider)).append('\n'));
        return out.toString();
    }

    private void symbols() {
        SymbolTable table = image.symbols();
        List<Integer> defined = new ArrayList<>();
        List<Integer> imported = new ArrayList<>();
        for (int symbol = 1; symbol < table.count(); symbol++) {
            int section = table.definingSection(symbol);
            if (table.rawSectionIndex(symbol) == ElfConstants.SHN_UNDEF) {
                imported.add(symbol);
            } else if (section > 0
                    && section < image.sections().size()
                    && image.isLoaded(section)
                    && table.type(symbol) != ElfConstants.STT_SECTION) {
                defined.add(symbol);
            }
        }
        Comparator<Integer> byAddress = Comparator.comparing(
                        (Integer symbol) -> image.value(symbol), Long::compareUnsigned)
                .thenComparing(Comparator.naturalOrder());
        defined.sort(byAddress);
        imported.sort(byAddress);
        for (int symbol : defined) {
            line(
                    "symbol",
                    image.value(symbol),
                    table.size(symbol),
                    binding(table.binding(symbol)) + " "
                            + Names.plain(table.name(symbol).orElse("")));
        }
        for (int symbol : imported) {
            out.append("import ").append(hex(image.value(symbol))).append(' ');
            out.append(Names.plain(table.name(symbol).orElse(""))).append('\n');
        }
    }

    private static String binding(int binding) {
        return switch (binding) {
            case ElfConstants.STB_LOCAL -> "local";
            case ElfConstants.STB_GLOBAL -> "global";
            case ElfConstants.STB_WEAK -> "weak";
            default -> "binding-" + binding;
        };
    }

    private void line(String what, long address, long size, String name) {
        out.append(what).append(' ').append(hex(address)).append(' ').append(Long.toHexString(size));
        out.append(' ').append(name).append('\n');
    }

    private String hex(long address) {
        String digits = Long.toHexString(address);
        int width = image.module().file().machine().is64() ? 16 : 8;
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
