// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.TestFiles;
import io.github.kolink.module.TestModule;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.fornwall.jelf.ElfRelocation;
import net.fornwall.jelf.ElfRelocationAddend;
import net.fornwall.jelf.ElfRelocationAddendSection;
import net.fornwall.jelf.ElfRelocationSection;
import net.fornwall.jelf.ElfSection;
import net.fornwall.jelf.ElfSymbol;
import net.fornwall.jelf.ElfSymbolTableSection;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Our reader against jelf, on everything a kernel module has. What jelf says otherwise is brought to one form: it gives the
 * name {@code ""} as null, and sign-extends 32-bit addresses and sizes.
 */
class JelfOracleTest {
    private static final int SAMPLE = 150;

    @TestFactory
    Stream<DynamicTest> everyClassByteOrderAndRelocationForm() {
        List<DynamicTest> tests = new ArrayList<>();
        for (boolean is64 : new boolean[] {true, false}) {
            for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                for (boolean rela : new boolean[] {true, false}) {
                    tests.add(dynamicTest(
                            (is64 ? "64-bit " : "32-bit ") + order + (rela ? " RELA" : " REL"),
                            () -> compare(written(new ElfMachine(SyntheticArchitecture.BIG32, is64, order), rela))));
                }
            }
        }
        return tests.stream();
    }

    private static byte[] written(ElfMachine machine, boolean rela) {
        long high = machine.is64() ? 0xfedcba9876543210L : 0xfedcba98L;
        ElfWriter elf = TestModule.small(machine)
                .with(ElfWriter.HeaderField.E_FLAGS, 0x81020304L)
                .with(ElfWriter.HeaderField.EI_OSABI, 3)
                .with(".text", ElfWriter.SectionField.SH_ADDR, high)
                .with(".comment", ElfWriter.SectionField.SH_FLAGS, 0x30)
                .with(".data", ElfWriter.SectionField.SH_ENTSIZE, 24)
                .absolute("far", high)
                .rawSymbol("odd", 0xff33, high - 1, 0x7fffffff, 0xa7, 0x83);
        return elf.relocations(
                        ".rodata",
                        rela,
                        List.of(
                                new Relocation(
                                        high, 0x00ffffff, 0xff, machine.is64() ? Long.MIN_VALUE : Integer.MIN_VALUE),
                                new Relocation(0, 0, 0, -1)))
                .write();
    }

    @TestFactory
    Stream<DynamicTest> everyFixture() {
        return TestFiles.built()
                .map(path -> dynamicTest(
                        path.getFileName() + " " + path.getParent().getFileName(),
                        () -> compare(ModuleFile.read(path).bytes())));
    }

    @TestFactory
    Stream<DynamicTest> modulesOfRealKernels() {
        return TestFiles.realModules(SAMPLE)
                .map(path -> dynamicTest(
                        path.getFileName().toString(),
                        () -> compare(ModuleFile.read(path).bytes())));
    }

    @Test
    void theComparisonSeesADifference() throws IOException {
        byte[] bytes = written(new ElfMachine(SyntheticArchitecture.LITTLE64, true, ByteOrder.LITTLE_ENDIAN), true);
        ElfFile file = ElfFile.parse("a", bytes);
        byte[] other = bytes.clone();
        other[(int) file.sections().get(file.symbols().section()).offset() + 24 + 8] ^= 1;
        assertNotEquals(ours(file), ours(ElfFile.parse("b", other)));
        assertThrows(
                AssertionError.class,
                () -> assertEquals(jelf(net.fornwall.jelf.ElfFile.from(other), file), ours(file)));
    }

    private static void compare(byte[] bytes) throws IOException {
        ElfFile file = ElfFile.parse("file", bytes);
        assertEquals(jelf(net.fornwall.jelf.ElfFile.from(bytes), file), ours(file));
    }

    private static List<String> ours(ElfFile file) {
        List<String> lines = new ArrayList<>();
        lines.add("type " + file.header().type() + " machine " + file.machine().machine() + " 64 "
                + file.machine().is64() + " little " + (file.machine().order() == ByteOrder.LITTLE_ENDIAN) + " flags "
                + file.header().flags() + " abi " + file.header().osAbi() + " shnum "
                + file.header().rawSectionCount() + " names " + file.header().rawSectionNames());
        for (SectionHeader section : file.sections()) {
            lines.add(section.index() + " " + section.nameOffset() + " " + section.name() + " " + section.type() + " "
                    + section.flags() + " " + section.address() + " " + section.offset() + " " + section.size() + " "
                    + section.link() + " " + section.info() + " " + section.alignment() + " "
                    + section.entrySize());
        }
        SymbolTable symbols = file.symbols();
        for (int i = 0; i < symbols.count(); i++) {
            lines.add("symbol " + symbols.name(i).orElse("") + " " + symbols.value(i) + " " + symbols.size(i) + " "
                    + symbols.info(i) + " " + symbols.binding(i) + " " + symbols.type(i) + " " + symbols.other(i) + " "
                    + symbols.rawSectionIndex(i));
        }
        for (SectionHeader section : file.sections()) {
            if (section.type() == ElfConstants.SHT_RELA || section.type() == ElfConstants.SHT_REL) {
                RelocationTable table = file.relocations(section);
                for (int i = 0; i < table.count(); i++) {
                    lines.add("relocation " + table.offset(i) + " " + table.type(i) + " " + table.symbol(i) + " "
                            + table.addend(i));
                }
            }
        }
        return lines;
    }

    private static List<String> jelf(net.fornwall.jelf.ElfFile file, ElfFile shape) {
        boolean is64 = !file.is32Bits();
        List<String> lines = new ArrayList<>();
        lines.add("type " + file.e_type + " machine " + (file.e_machine & 0xffff) + " 64 " + is64 + " little "
                + (file.ei_data == 1) + " flags " + file.e_flags + " abi " + file.ei_osabi + " shnum "
                + (file.e_shnum & 0xffff) + " names " + (file.e_shstrndx & 0xffff));
        for (int i = 0; i < shape.sections().size(); i++) {
            var header = file.getSection(i).header;
            lines.add(i + " " + header.sh_name + " " + Objects.requireNonNullElse(header.getName(), "") + " "
                    + header.sh_type + " " + word(header.sh_flags, is64) + " " + word(header.sh_addr, is64) + " "
                    + word(header.sh_offset, is64) + " " + word(header.sh_size, is64) + " " + header.sh_link + " "
                    + header.sh_info + " " + word(header.sh_addralign, is64) + " " + word(header.sh_entsize, is64));
        }
        for (ElfSymbol symbol : ((ElfSymbolTableSection) file.firstSectionByType(ElfConstants.SHT_SYMTAB)).symbols) {
            lines.add("symbol " + Objects.requireNonNullElse(symbol.getName(), "") + " " + word(symbol.st_value, is64)
                    + " " + word(symbol.st_size, is64) + " " + (symbol.st_info & 0xff) + " "
                    + (symbol.st_info >> 4 & 15) + " " + (symbol.st_info & 15) + " " + (symbol.st_other & 0xff) + " "
                    + (symbol.st_shndx & 0xffff));
        }
        for (int i = 0; i < shape.sections().size(); i++) {
            ElfSection section = file.getSection(i);
            if (section instanceof ElfRelocationAddendSection table) {
                for (ElfRelocationAddend entry : table.relocations) {
                    lines.add("relocation " + word(entry.r_offset, is64) + " " + type(entry.r_info, is64) + " "
                            + symbol(entry.r_info, is64) + " " + entry.r_addend);
                }
            } else if (section instanceof ElfRelocationSection table) {
                for (ElfRelocation entry : table.relocations) {
                    lines.add("relocation " + word(entry.r_offset, is64) + " " + type(entry.r_info, is64) + " "
                            + symbol(entry.r_info, is64) + " 0");
                }
            }
        }
        return lines;
    }

    private static long word(long value, boolean is64) {
        return is64 ? value : value & 0xffffffffL;
    }

    private static int type(long info, boolean is64) {
        return is64 ? (int) info : (int) info & 0xff;
    }

    private static int symbol(long info, boolean is64) {
        return is64 ? (int) (info >>> 32) : (int) ((info & 0xffffffffL) >>> 8);
    }
}
