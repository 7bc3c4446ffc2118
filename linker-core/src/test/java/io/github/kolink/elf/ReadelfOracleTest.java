// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.TestFiles;
import io.github.kolink.module.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our reader against {@code readelf}: sections, symbols and relocations of our own modules and of a few real ones. */
class ReadelfOracleTest {
    private static final int SAMPLE = 5;

    @TestFactory
    Stream<DynamicTest> readelfShowsTheSame() {
        return Stream.concat(TestFiles.built(), TestFiles.realModules(SAMPLE))
                .filter(path -> path.toString().endsWith(".ko"))
                .map(path ->
                        dynamicTest(path.getParent().getFileName() + " " + path.getFileName(), () -> compare(path)));
    }

    private static void compare(Path path) throws IOException {
        List<String> lines = Tool.named("readelf").run("-SrsW", path.toString());
        ElfFile file = ElfFile.parse("file", ModuleFile.read(path).bytes());
        List<String> sections = new ArrayList<>();
        List<String> symbols = new ArrayList<>();
        List<String> relocations = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (line.matches("  \\[ *[1-9]\\d*\\] .*")) {
                sections.add(line.replaceFirst("^  \\[ *", "").replaceFirst("\\]", ""));
            } else if (words[0].matches("\\d+:") && words.length >= 7) {
                symbols.add(words[1] + " " + Long.decode(words[2]) + " " + words[6]);
            } else if (words[0].matches("[0-9a-f]{8,16}") && words.length >= 3) {
                relocations.add(words[0] + " " + words[1]);
            }
        }
        assertEquals(file.sections().size() - 1, sections.size());
        for (SectionHeader section : file.sections().subList(1, file.sections().size())) {
            List<String> words =
                    List.of(sections.get(section.index() - 1).strip().split("\\s+"));
            int width = file.machine().is64() ? 16 : 8;
            assertEquals(section.index(), Integer.parseInt(words.get(0)));
            int at = section.name().isEmpty() ? 1 : 2;
            assertEquals(section.name(), at == 2 ? words.get(1) : "");
            assertEquals(hex(section.address(), width), words.get(at + 1));
            assertEquals(hex(section.offset(), 6), words.get(at + 2));
            assertEquals(hex(section.size(), 6), words.get(at + 3));
            assertEquals(hex(section.entrySize(), 2), words.get(at + 4));
            assertEquals(section.alignment(), Long.parseLong(words.get(words.size() - 1)));
            assertEquals(section.info(), Integer.parseInt(words.get(words.size() - 2)));
            assertEquals(section.link(), Integer.parseInt(words.get(words.size() - 3)));
        }
        assertEquals(file.symbols().count(), symbols.size());
        for (int i = 0; i < symbols.size(); i++) {
            int raw = file.symbols().rawSectionIndex(i);
            String index = raw == 0 ? "UND" : raw == 0xfff1 ? "ABS" : raw == 0xfff2 ? "COM" : "" + raw;
            assertEquals(
                    hex(file.symbols().value(i), file.machine().is64() ? 16 : 8) + " "
                            + file.symbols().size(i) + " " + index,
                    symbols.get(i));
        }
        List<String> ours = new ArrayList<>();
        for (SectionHeader section : file.sections()) {
            if (section.type() == ElfConstants.SHT_RELA || section.type() == ElfConstants.SHT_REL) {
                RelocationTable table = file.relocations(section);
                for (int i = 0; i < table.count(); i++) {
                    ours.add(
                            file.machine().is64()
                                    ? hex(table.offset(i), 16) + " "
                                            + hex((long) table.symbol(i) << 32 | table.type(i) & 0xffffffffL, 16)
                                    : hex(table.offset(i), 8) + " "
                                            + hex((long) table.symbol(i) << 8 | table.type(i), 8));
                }
            }
        }
        assertEquals(ours, relocations);
        assertTrue(ours.size() > 0 || relocations.isEmpty());
    }

    private static String hex(long value, int width) {
        String digits = Long.toHexString(value);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
