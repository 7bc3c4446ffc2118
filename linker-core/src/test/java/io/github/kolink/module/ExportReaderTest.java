// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import static io.github.kolink.module.TestModule.A;
import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.link.SyntheticArchitecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Export tables in every form that kernels have used. */
class ExportReaderTest {
    /** A form of entry. */
    private record Form(boolean is64, ByteOrder order, int word, boolean namespaces, boolean rela) {
        ElfMachine machine() {
            return new ElfMachine(is64 ? SyntheticArchitecture.LITTLE64 : SyntheticArchitecture.BIG32, is64, order);
        }

        int stride() {
            return word * (namespaces ? 3 : 2);
        }
    }

    private static final List<Form> FORMS = List.of(
            new Form(true, ByteOrder.LITTLE_ENDIAN, 4, true, true), // 5.4 and later, relative
            new Form(true, ByteOrder.LITTLE_ENDIAN, 8, true, true), // 5.4 and later, absolute
            new Form(true, ByteOrder.LITTLE_ENDIAN, 4, false, true), // 4.19 to 5.3, relative
            new Form(true, ByteOrder.LITTLE_ENDIAN, 8, false, true), // up to 5.3, absolute
            new Form(false, ByteOrder.BIG_ENDIAN, 4, true, true), // m68k
            new Form(false, ByteOrder.BIG_ENDIAN, 4, false, true),
            new Form(false, ByteOrder.LITTLE_ENDIAN, 4, true, false));

    /** {@code count} exports named e0, e1, … in table {@code name}; odd ones are in namespace NS if the form has one. */
    private static ElfWriter table(Form form, ElfWriter elf, String name, int count, String prefix) {
        List<String> strings = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> strings.add(prefix + i));
        byte[] text = TestModule.strings(
                Stream.concat(Stream.of("", "NS"), strings.stream()).toArray(String[]::new));
        boolean first = count > 0 && !hasSection(elf, "__ksymtab_strings");
        String section = first ? "__ksymtab_strings" : "__ksymtab_strings" + prefix;
        elf.section(section, A, text).section(name, WA, new byte[form.stride() * count]);
        elf.symbol(section + "_start", section, 0, ElfConstants.STB_LOCAL, ElfConstants.STT_SECTION);
        int at = 4; // behind "" and "NS"
        byte[] addends = new byte[form.stride() * count];
        ByteBuffer fields = ByteBuffer.wrap(addends).order(form.order());
        List<Relocation> relocations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elf.symbol(prefix + i, ".text", 16L * i, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
            long entry = (long) form.stride() * i;
            add(relocations, fields, entry, elf.symbolIndex(prefix + i), 0);
            add(relocations, fields, entry + form.word(), elf.symbolIndex(section + "_start"), at);
            if (form.namespaces()) {
                add(relocations, fields, entry + 2L * form.word(), elf.symbolIndex(section + "_start"), i % 2);
            }
            at += strings.get(i).length() + 1;
        }
        if (!form.rela()) {
            elf.section("unused", 0, addends);
        }
        return elf.relocations(name, form.rela(), relocations);
    }

    private static boolean hasSection(ElfWriter elf, String name) {
        try {
            return elf.sectionIndex(name) > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void add(List<Relocation> relocations, ByteBuffer fields, long offset, int symbol, long addend) {
        relocations.add(new Relocation(offset, symbol, 1, addend));
        fields.putInt((int) offset, (int) addend);
    }

    private static ElfWriter base(Form form) {
        return TestModule.bare(form.machine()).section(".text", AX, new byte[256]);
    }

    @TestFactory
    Stream<DynamicTest> everyFormAndNumberOfEntries() {
        return FORMS.stream()
                .filter(Form::rela)
                .flatMap(form -> IntStream.rangeClosed(1, 8)
                        .mapToObj(count -> dynamicTest(form + " x" + count, () -> {
                            ElfWriter elf = base(form);
                            table(form, elf, "__ksymtab", count, "e");
                            List<ModuleExport> exports = TestModule.of(elf).exports();
                            assertEquals(
                                    IntStream.range(0, count)
                                            .mapToObj(i -> "e" + i)
                                            .toList(),
                                    exports.stream().map(ModuleExport::name).toList());
                            for (int i = 0; i < count; i++) {
                                assertEquals(
                                        elf.symbolIndex("e" + i), exports.get(i).symbol());
                                assertEquals(0, exports.get(i).addend());
                                assertEquals(
                                        form.namespaces() && i % 2 == 1 ? "NS" : "",
                                        exports.get(i).namespace().orElse(""));
                                assertTrue(exports.get(i).crc().isEmpty());
                                assertTrue(!exports.get(i).gplOnly());
                            }
                        })));
    }

    @Test
    void addendsInTheFieldsAreRead() {
        Form form = FORMS.get(6);
        ElfWriter elf = base(form);
        elf.section("__ksymtab_strings", A, TestModule.strings("", "hello"));
        byte[] fields = new byte[12];
        fields[0] = 8; // value: .text + 8
        fields[4] = 1; // name: "hello"
        elf.section("__ksymtab", WA, fields)
                .symbol("t", ".text", 0, 0, 3)
                .symbol("s", "__ksymtab_strings", 0, 0, 3)
                .rel("__ksymtab", new Relocation(0, 1, 1, 0), new Relocation(4, 2, 1, 0));
        ModuleExport export = TestModule.of(elf).exports().get(0);
        assertEquals("hello", export.name());
        assertEquals(8, export.addend());
    }

    @Test
    void theGplTableComesSecond() {
        Form form = FORMS.get(0);
        ElfWriter elf = base(form);
        table(form, elf, "__ksymtab_gpl", 2, "g");
        table(form, elf, "__ksymtab", 3, "e");
        List<ModuleExport> exports = TestModule.of(elf).exports();
        assertEquals(
                List.of("e0 false", "e1 false", "e2 false", "g0 true", "g1 true"),
                exports.stream()
                        .map(export -> export.name() + " " + export.gplOnly())
                        .toList());
    }

    @Test
    void laterKernelsDoNotReadTheGplTable() {
        Form form = FORMS.get(0);
        ElfWriter elf = base(form);
        table(form, elf, "__ksymtab_gpl", 2, "g");
        table(form, elf, "__ksymtab", 1, "e");
        assertEquals(3, names(elf, "6.12").size());
        assertEquals(List.of("e0"), names(elf, "7.3"));
    }

    private static List<String> names(ElfWriter elf, String release) {
        return KernelModule.of(elf.parse("m.ko"), KernelFacts.of(release, Set.of())).exports().stream()
                .map(ModuleExport::name)
                .toList();
    }

    @Test
    void flagsOfLaterKernelsMarkGplOnlyEntries() {
        Form form = FORMS.get(0);
        ElfWriter elf = base(form);
        table(form, elf, "__ksymtab", 4, "e").section("__kflagstab", A, new byte[] {0, 1, 3});
        assertEquals(
                List.of(false, true, true, false),
                TestModule.of(elf).exports().stream().map(ModuleExport::gplOnly).toList());
    }

    @Test
    void crcsStandInTheirSectionOrInAbsoluteSymbols() {
        Form form = FORMS.get(0);
        ElfWriter elf = base(form);
        byte[] crcs = {1, 2, 3, 4, 0, 0, 0, 0, 9, 9};
        table(form, elf, "__ksymtab", 3, "e").section("__kcrctab", A, crcs).absolute("__crc_e1", 0xfedcba98L);
        elf.rela("__kcrctab", new Relocation(4, elf.symbolIndex("__crc_e1"), 10, 0));
        List<ModuleExport> exports = TestModule.of(elf).exports();
        assertEquals(0x04030201, exports.get(0).crc().orElseThrow());
        assertEquals(0xfedcba98, exports.get(1).crc().orElseThrow());
        assertTrue(exports.get(2).crc().isEmpty(), "a partial word is none");
    }

    @Test
    void aDamagedTableGivesWhatCanBeRead() {
        Form form = FORMS.get(0);
        ElfWriter elf = base(form);
        table(form, elf, "__ksymtab", 2, "e");
        elf.rela(
                "__ksymtab",
                new Relocation(-1, 1, 1, 0),
                new Relocation(1L << 40, 1, 1, 0),
                new Relocation(4, 0x7fffffff, 1, 0),
                new Relocation(16, 0xffffffffL, 1, 1L << 60));
        assertEquals(2, TestModule.of(elf).exports().size());
    }
}
