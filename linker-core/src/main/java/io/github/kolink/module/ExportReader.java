// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.StringTable;
import io.github.kolink.elf.SymbolTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a module exports the way the kernel does: the entries of {@code __ksymtab} and {@code __ksymtab_gpl}, whose
 * fields (value, name, namespace; before 5.4 no namespace) are filled by relocations: either three 32-bit distances or
 * three addresses (include/linux/export.h, asm-generic/export.h 6.1). Later kernels have one table and mark GPL-only
 * entries in {@code __kflagstab}. The CRC of entry i is word i of {@code __kcrctab} or {@code __kcrctab_gpl}.
 */
final class ExportReader {
    private static final int GPL_FLAG = 1;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final KernelModule module;
    private final ElfFile file;
    private final SymbolTable symbols;
    private final List<ModuleExport> exports = new ArrayList<>();
    /** By section index, those that were needed. */
    private final @Nullable StringTable[] strings;

    private ExportReader(KernelModule module) {
        this.module = module;
        this.file = module.file();
        this.symbols = module.symbols();
        this.strings = new StringTable[file.sections().size()];
    }

    /** @param gplTables whether the kernel reads the tables of GPL-only exports */
    static List<ModuleExport> read(KernelModule module, boolean gplTables) {
        ExportReader reader = new ExportReader(module);
        reader.table("__ksymtab", "__kcrctab", false);
        if (gplTables) {
            reader.table("__ksymtab_gpl", "__kcrctab_gpl", true);
        }
        return List.copyOf(reader.exports);
    }

    private void table(String name, String crcName, boolean gpl) {
        SectionHeader table = contents(name);
        if (table == null) {
            return;
        }
        Fields fields = new Fields(table);
        int word = fields.areHalves ? 4 : file.machine().wordSize();
        int stride = word * (hasNamespaces(table, fields, word) ? 3 : 2);
        SectionHeader crcs = contents(crcName);
        Fields crcFields = crcs == null ? null : new Fields(crcs);
        ByteBuffer crcWords = crcs == null ? NOTHING : file.contents(crcs);
        SectionHeader flagTable = contents("__kflagstab");
        ByteBuffer flags = flagTable == null ? NOTHING : file.contents(flagTable);
        for (int entry = 0; (entry + 1L) * stride <= table.size(); entry++) {
            int value = entry * stride;
            String exported = fields.string(value + word);
            if (fields.has(value) && !exported.isEmpty()) {
                String space = stride == 3 * word ? fields.string(value + 2 * word) : "";
                exports.add(new ModuleExport(
                        exported,
                        fields.symbol(value),
                        fields.addend(value),
                        gpl || (entry < flags.limit() && (flags.get(entry) & GPL_FLAG) != 0),
                        crc(crcWords, entry, crcFields),
                        space.isEmpty() ? Optional.empty() : Optional.of(space)));
            }
        }
    }

    /** The first section of a name; null if there is none, or it has no bytes in the file. */
    private @Nullable SectionHeader contents(String name) {
        Optional<SectionHeader> section = file.section(name);
        return section.isEmpty() || section.get().isEmptyInFile() ? null : section.get();
    }

    /** Entries have a third field if the table's size allows it and more names stand where three fields put them. */
    private static boolean hasNamespaces(SectionHeader table, Fields fields, int word) {
        return table.size() % (3L * word) == 0
                && (table.size() % (2L * word) != 0 || fields.names(3 * word, word) >= fields.names(2 * word, word));
    }

    private OptionalInt crc(ByteBuffer words, int entry, @Nullable Fields fields) {
        if (4L * entry + 4 > words.limit()) {
            return OptionalInt.empty();
        }
        int at = 4 * entry;
        return OptionalInt.of(
                fields != null && fields.has(at)
                        ? (int) (symbols.value(fields.symbol(at)) + fields.addend(at))
                        : words.getInt(at));
    }

    private StringTable strings(int section) {
        if (section >= strings.length) {
            return file.strings(section);
        }
        StringTable table = strings[section];
        if (table == null) {
            table = file.strings(section);
            strings[section] = table;
        }
        return table;
    }

    /** Where the words of a section point to, by their relocations; of several for one word the first counts. */
    private final class Fields {
        private static final int NONE = -1;

        /** By word of 4 bytes. */
        private final int[] pointsTo;

        private final long[] addends;
        /** Whether an odd word points anywhere: fields have 4 bytes then. */
        private boolean areHalves;

        Fields(SectionHeader section) {
            ByteBuffer contents = file.contents(section);
            pointsTo = new int[contents.limit() / Integer.BYTES];
            addends = new long[pointsTo.length];
            Arrays.fill(pointsTo, NONE);
            for (SectionHeader relocations : module.relocationSections()) {
                if (relocations.info() == section.index()) {
                    read(file.relocations(relocations), contents);
                }
            }
        }

        private void read(RelocationTable relocations, ByteBuffer contents) {
            for (int i = 0; i < relocations.count(); i++) {
                long offset = relocations.offset(i);
                int symbol = relocations.symbol(i);
                if (symbol >= 0 && symbol < symbols.count() && isWord(offset) && !has((int) offset)) {
                    int word = (int) offset / Integer.BYTES;
                    pointsTo[word] = symbol;
                    addends[word] = relocations.hasAddend() ? relocations.addend(i) : contents.getInt((int) offset);
                    areHalves |= word % 2 != 0;
                }
            }
        }

        private boolean isWord(long offset) {
            return offset >= 0 && offset / Integer.BYTES < pointsTo.length && offset % Integer.BYTES == 0;
        }

        boolean has(int offset) {
            return pointsTo[offset / Integer.BYTES] != NONE;
        }

        int symbol(int offset) {
            return pointsTo[offset / Integer.BYTES];
        }

        long addend(int offset) {
            return addends[offset / Integer.BYTES];
        }

        /** How many entries of a stride have a name in the string section: tells tables with namespaces from those without. */
        int names(int stride, int word) {
            int names = 0;
            for (int at = word; at / Integer.BYTES < pointsTo.length; at += stride) {
                int section = has(at) ? symbols.definingSection(symbol(at)) : 0;
                if (section > 0
                        && section < strings.length
                        && file.sections().get(section).isNamed("__ksymtab_strings")) {
                    names++;
                }
            }
            return names;
        }

        /** The text a word points to; empty if there is none. */
        String string(int offset) {
            int section = has(offset) ? symbols.definingSection(symbol(offset)) : -1;
            return section < 0
                    ? ""
                    : strings(section)
                            .at(symbols.value(symbol(offset)) + addend(offset))
                            .orElse("");
        }
    }
}
