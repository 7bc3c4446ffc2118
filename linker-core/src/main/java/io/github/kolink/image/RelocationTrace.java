// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.image;

import com.google.common.io.BaseEncoding;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.link.RelocationListener;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.RelocationFormula;
import io.github.kolink.relocate.RelocationOutcome;
import io.github.kolink.relocate.RelocationType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Writes one line per relocation, in the order the kernel applies them: section, offset, type, symbol, S, A, P, the
 * formula's value, the bytes of the place before and behind, and the outcome. As text (columns separated by spaces) or as
 * JSON Lines. The bytes are those of the type's field; what a linkage entry changes elsewhere is not shown.
 */
public final class RelocationTrace implements RelocationListener {
    private static final int UNKNOWN_WIDTH = 4;

    private final KernelModule module;
    private final Architecture architecture;
    private final Appendable out;
    private final boolean json;
    private String before = "";

    /**
     * A trace.
     *
     * @param module the module being linked
     * @param architecture its architecture
     * @param out where the lines go; if it fails, the link ends with an {@link UncheckedIOException}
     * @param json true for JSON Lines, false for text
     */
    public RelocationTrace(KernelModule module, Architecture architecture, Appendable out, boolean json) {
        this.module = module;
        this.architecture = architecture;
        this.out = out;
        this.json = json;
        if (!json) {
            write("# section+offset type symbol S A P value before after outcome\n");
        }
    }

    @Override
    public void before(RelocationTable table, int entry, SectionMemory target) {
        before = bytes(table, entry, target);
    }

    @Override
    public void after(
            RelocationTable table, int entry, long[] symbols, SectionMemory target, RelocationOutcome outcome) {
        int symbol = table.symbol(entry);
        long s = symbol >= 0 && symbol < symbols.length ? symbols[symbol] : 0;
        long p = module.file().machine().truncate(target.address() + table.offset(entry));
        long value = architecture
                .types()
                .type(table.type(entry))
                .map(RelocationType::formula)
                .orElse(RelocationFormula.NONE)
                .value(s, table.addend(entry), p);
        String type = architecture.types().name(table.type(entry));
        String section = sectionName(table.targetSection());
        String after = bytes(table, entry, target);
        String shown = Long.toHexString(module.file().machine().truncate(value));
        if (json) {
            write("{\"section\":" + Json.string(section) + ",\"offset\":\"" + hex(table.offset(entry))
                    + "\",\"type\":\""
                    + type + "\",\"symbol\":" + Json.string(symbolName(symbol)) + ",\"s\":\"" + hex(s) + "\",\"a\":"
                    + table.addend(entry) + ",\"p\":\"" + hex(p) + "\",\"value\":\"0x" + shown + "\",\"before\":\""
                    + before + "\",\"after\":\"" + after + "\",\"outcome\":\"" + outcome + "\"}\n");
        } else {
            write(Names.plain(section) + "+" + hex(table.offset(entry)) + " " + type + " "
                    + Names.plain(symbolName(symbol)) + " " + hex(s) + " "
                    + table.addend(entry) + " " + hex(p) + " 0x" + shown + " " + before + " " + after + " " + outcome
                    + "\n");
        }
    }

    private String bytes(RelocationTable table, int entry, SectionMemory target) {
        int width = architecture
                .types()
                .type(table.type(entry))
                .map(RelocationType::width)
                .orElse(UNKNOWN_WIDTH);
        if (!target.holds(table.offset(entry), width)) {
            return "-";
        }
        byte[] field = new byte[width];
        for (int i = 0; i < width; i++) {
            field[i] = (byte) target.get8(table.offset(entry) + i);
        }
        return width == 0 ? "-" : BaseEncoding.base16().lowerCase().encode(field);
    }

    private String sectionName(int index) {
        Optional<SectionHeader> section =
                index > 0 && index < module.file().sections().size()
                        ? Optional.of(module.file().sections().get(index))
                        : Optional.empty();
        return section.map(SectionHeader::name).orElse("?");
    }

    private String symbolName(int symbol) {
        SymbolTable table = module.symbols();
        if (symbol <= 0 || symbol >= table.count()) {
            return "-";
        }
        String name = table.name(symbol).orElse("");
        return name.isEmpty() && table.definingSection(symbol) > 0 ? sectionName(table.definingSection(symbol)) : name;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private void write(String line) {
        try {
            out.append(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
