// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.StringTable;
import io.github.kolink.elf.SymbolTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads what a module exports the way the kernel does: the entries of {@code __ksymtab} and {@code __ksymtab_gpl}, whose
 * fields (value, name, namespace; before 5.4 no namespace) are filled by relocations: either three 32-bit distances or
 * three addresses (include/linux/export.h, asm-generic/export.h 6.1). Later kernels have one table and mark GPL-only
 * entries in {@code __kflagstab}. The CRC of entry i is word i of {@code __kcrctab} or {@code __kcrctab_gpl}.
 */
final class ExportReader {
    private static final int GPL_FLAG = 1;

    private final ElfFile file;
    private final SymbolTable symbols;
    private final List<ModuleExport> exports = new ArrayList<>();
    private final Map<Integer, StringTable> strings = new HashMap<>();

    private ExportReader(ElfFile file, SymbolTable symbols) {
        this.file = file;
        this.symbols = symbols;
    }

    /** @param gplTables whether the kernel reads the tables of GPL-only exports */
    static List<ModuleExport> read(ElfFile file, SymbolTable symbols, boolean gplTables) {
        ExportReader reader = new ExportReader(file, symbols);
        reader.table("__ksymtab", "__kcrctab", false);
        if (gplTables) {
            reader.table("__ksymtab_gpl", "__kcrctab_gpl", true);
        }
        return List.copyOf(reader.exports);
    }

    /** Where a field of an entry points to. */
    private record Target(int symbol, long addend) {}

    private void table(String name, String crcName, boolean gpl) {
        Optional<SectionHeader> found = file.section(name);
        if (found.isEmpty() || found.get().isEmptyInFile()) {
            return;
        }
        SectionHeader table = found.get();
        Map<Long, Target> fields = targets(table);
        int word = fields.keySet().stream().anyMatch(offset -> offset % 8 == 4)
                ? 4
                : file.machine().wordSize();
        int stride = word * (hasNamespaces(table, fields, word) ? 3 : 2);
        Optional<SectionHeader> crcs = contents(crcName);
        Map<Long, Target> crcFields = crcs.map(this::targets).orElse(Map.of());
        ByteBuffer crcWords = crcs.map(file::contents).orElseGet(() -> ByteBuffer.allocate(0));
        ByteBuffer flags = contents("__kflagstab").map(file::contents).orElseGet(() -> ByteBuffer.allocate(0));
        for (int entry = 0; (entry + 1L) * stride <= table.size(); entry++) {
            Target value = fields.get((long) entry * stride);
            String exported = string(fields.get((long) entry * stride + word));
            if (value != null && !exported.isEmpty()) {
                Target space = stride == 3 * word ? fields.get((long) entry * stride + 2L * word) : null;
                exports.add(new ModuleExport(
                        exported,
                        value.symbol(),
                        value.addend(),
                        gpl || (entry < flags.limit() && (flags.get(entry) & GPL_FLAG) != 0),
                        crc(crcWords, entry, crcFields),
                        Optional.of(string(space)).filter(text -> !text.isEmpty())));
            }
        }
    }

    private Optional<SectionHeader> contents(String name) {
        return file.section(name).filter(section -> !section.isEmptyInFile());
    }

    /** Entries have a third field if the table's size allows it and more names stand where three fields put them. */
    private boolean hasNamespaces(SectionHeader table, Map<Long, Target> fields, int word) {
        return table.size() % (3L * word) == 0
                && (table.size() % (2L * word) != 0
                        || namesAt(fields, 3L * word, word) >= namesAt(fields, 2L * word, word));
    }

    /** How many entries of a stride have a name in the string section: tells tables with namespaces from those without. */
    private long namesAt(Map<Long, Target> fields, long stride, int word) {
        return fields.entrySet().stream()
                .filter(field -> field.getKey() % stride == word)
                .filter(field -> {
                    int section = symbols.definingSection(field.getValue().symbol());
                    return section > 0
                            && section < file.sections().size()
                            && file.sections().get(section).name().equals("__ksymtab_strings");
                })
                .count();
    }

    private Map<Long, Target> targets(SectionHeader table) {
        Map<Long, Target> targets = new HashMap<>();
        for (SectionHeader section : file.sections()) {
            boolean relocates = section.type() == ElfConstants.SHT_RELA || section.type() == ElfConstants.SHT_REL;
            if (relocates && section.info() == table.index()) {
                RelocationTable relocations = file.relocations(section);
                ByteBuffer contents = file.contents(table);
                for (int i = 0; i < relocations.count(); i++) {
                    long offset = relocations.offset(i);
                    int symbol = relocations.symbol(i);
                    if (symbol >= 0 && symbol < symbols.count() && offset >= 0 && offset <= contents.limit() - 4) {
                        long addend = relocations.hasAddend() ? relocations.addend(i) : contents.getInt((int) offset);
                        targets.putIfAbsent(offset, new Target(symbol, addend));
                    }
                }
            }
        }
        return targets;
    }

    private String string(@org.jspecify.annotations.Nullable Target target) {
        if (target == null) {
            return "";
        }
        int section = symbols.definingSection(target.symbol());
        return section < 0
                ? ""
                : strings.computeIfAbsent(section, file::strings)
                        .at(symbols.value(target.symbol()) + target.addend())
                        .orElse("");
    }

    private OptionalInt crc(ByteBuffer words, int entry, Map<Long, Target> fields) {
        Target field = fields.get(4L * entry);
        if (field != null) {
            return OptionalInt.of((int) (symbols.value(field.symbol()) + field.addend()));
        }
        return 4L * entry + 4 <= words.limit() ? OptionalInt.of(words.getInt(4 * entry)) : OptionalInt.empty();
    }
}
