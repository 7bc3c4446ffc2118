// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfWriter.HeaderField;
import io.github.kolink.elf.ElfWriter.SectionField;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.LinkException;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.TestModule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The refusals of {@code elf_validity_check} and {@code setup_load_info}, with the kernel's words (6.1). */
class ElfReaderTest {
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();

    private static ElfWriter small() {
        return TestModule.small(ARCHITECTURE.machine());
    }

    private static Finding refusal(byte[] bytes) {
        return assertThrows(LinkException.class, () -> ElfFile.parse("probe.ko", bytes))
                .findings()
                .get(0);
    }

    private static void refuses(FindingCode code, String kernelMessage, UnaryOperator<ElfWriter> change) {
        Finding finding = refusal(change.apply(small()).write());
        assertEquals(code, finding.code());
        assertEquals(kernelMessage, finding.kernelMessage());
        assertEquals("ENOEXEC", finding.code().errno());
    }

    @Test
    void aFileShorterThanItsHeader() {
        Finding finding = refusal(Arrays.copyOf(small().write(), 63));
        assertEquals(FindingCode.ELF_HEADER_TRUNCATED, finding.code());
        assertEquals("Invalid ELF header len 63", finding.kernelMessage());
    }

    @Test
    void anotherMagic() {
        refuses(
                FindingCode.ELF_MAGIC,
                "Invalid ELF header magic: != \u007fELF",
                elf -> elf.with(HeaderField.EI_MAG0, 0x7e));
    }

    @Test
    void anotherTypeOrMachineIsRefusedBeforeAnythingElse() {
        byte[] bytes = small().with(HeaderField.E_TYPE, 2)
                .with(HeaderField.E_MACHINE, 4)
                .with(HeaderField.E_SHENTSIZE, 1)
                .write();
        LinkException problem =
                assertThrows(LinkException.class, () -> ElfFile.parseAs("probe.ko", bytes, ARCHITECTURE.machine()));
        assertEquals(
                "Invalid ELF header type: 2 != 1", problem.findings().get(0).kernelMessage());
        assertEquals(
                "Invalid architecture in ELF header: 4",
                problem.findings().get(1).kernelMessage());
    }

    @Test
    void classAndByteOrderOfTheIdentAreNotTheKernels() {
        byte[] bytes = small().with(HeaderField.EI_CLASS, 1)
                .with(HeaderField.EI_DATA, 2)
                .write();
        ElfFile file = ElfFile.parseAs("probe.ko", bytes, ARCHITECTURE.machine());
        assertEquals(small().parse("probe.ko").sections(), file.sections());
        assertEquals(
                FindingCode.ELF_IDENT,
                refusal(small().with(HeaderField.EI_CLASS, 3).write()).code());
    }

    @Test
    void anotherSectionHeaderSize() {
        refuses(
                FindingCode.ELF_SECTION_HEADER_SIZE,
                "Invalid ELF section header size",
                elf -> elf.with(HeaderField.E_SHENTSIZE, 40));
    }

    @Test
    void aSectionTableOutsideTheFile() {
        int size = small().write().length;
        for (long at : new long[] {size - 63, size, size + 1L, Long.MAX_VALUE, -1, -64}) {
            refuses(
                    FindingCode.ELF_SECTION_TABLE_BOUNDS,
                    "Invalid ELF section header overflow",
                    elf -> elf.with(HeaderField.E_SHOFF, at));
        }
        int count = small().parse("probe.ko").sections().size();
        refuses(
                FindingCode.ELF_SECTION_TABLE_BOUNDS,
                "Invalid ELF section header overflow",
                elf -> elf.with(HeaderField.E_SHNUM, count + 1L));
    }

    @Test
    void anIndexOfNamesThatNamesNoSection() {
        int count = small().parse("probe.ko").sections().size();
        refuses(
                FindingCode.ELF_SECTION_NAMES_INDEX,
                "Invalid ELF section name index: 0 || e_shstrndx (0) >= e_shnum (" + count + ")",
                elf -> elf.with(HeaderField.E_SHSTRNDX, 0));
        refuses(
                FindingCode.ELF_SECTION_NAMES_INDEX,
                "Invalid ELF section name index: " + count + " || e_shstrndx (" + count + ") >= e_shnum (" + count
                        + ")",
                elf -> elf.with(HeaderField.E_SHSTRNDX, count));
    }

    @Test
    void aDamagedTableOfNames() {
        refuses(
                FindingCode.ELF_SECTION_NAMES,
                "Invalid ELF section hdr(type 3)",
                elf -> elf.with(".shstrtab", SectionField.SH_OFFSET, Long.MAX_VALUE));
        refuses(
                FindingCode.ELF_SECTION_NAMES,
                "empty section name table",
                elf -> elf.with(".shstrtab", SectionField.SH_SIZE, 0));
        refuses(
                FindingCode.ELF_SECTION_NAMES,
                "ELF Spec violation: section name table isn't null terminated",
                elf -> elf.with(".shstrtab", SectionField.SH_SIZE, 3));
    }

    @Test
    void aSectionZeroThatIsNotNull() {
        String words = "ELF Spec violation: section 0 type(%d)!=SH_NULL or non-zero len or addr";
        refuses(FindingCode.ELF_SECTION_ZERO, words.formatted(1), elf -> elf.with("", SectionField.SH_TYPE, 1));
        refuses(FindingCode.ELF_SECTION_ZERO, words.formatted(0), elf -> elf.with("", SectionField.SH_SIZE, 1));
        refuses(FindingCode.ELF_SECTION_ZERO, words.formatted(0), elf -> elf.with("", SectionField.SH_ADDR, 1));
    }

    @Test
    void aSymbolTableWithoutStrings() {
        int count = small().parse("probe.ko").sections().size();
        for (long link : new long[] {0, count, 0x7fffffff}) {
            refuses(
                    FindingCode.ELF_SYMTAB_LINK,
                    "Invalid ELF sh_link!=SHN_UNDEF(" + link + ") or (sh_link(" + link + ") >= hdr->e_shnum(" + count
                            + ")",
                    elf -> elf.with(".symtab", SectionField.SH_LINK, link));
        }
    }

    @Test
    void contentsOutsideTheFile() {
        int index = small().sectionIndex(".data");
        for (long size : new long[] {1L << 20, Long.MAX_VALUE, -1}) {
            refuses(
                    FindingCode.ELF_SECTION_BOUNDS,
                    "Invalid ELF section in module (section " + index + " type 1)",
                    elf -> elf.with(".data", SectionField.SH_SIZE, size));
        }
    }

    @Test
    void nothingIsAskedOfSectionsWithoutContents() {
        ElfFile file = small().with(".bss", SectionField.SH_OFFSET, -1).parse("probe.ko");
        assertEquals(0, file.contents(file.section(".bss").orElseThrow()).limit());
    }

    @Test
    void theNameOfALoadedSectionOutsideTheTable() {
        refuses(
                FindingCode.ELF_SECTION_NAME,
                "Invalid ELF section name in module (section " + small().sectionIndex(".data") + " type 1)",
                elf -> elf.with(".data", SectionField.SH_NAME, 0x7fffffff));
        ElfFile file =
                small().with(".comment", SectionField.SH_NAME, 0x7fffffff).parse("probe.ko");
        assertTrue(file.section(".comment").isEmpty());
    }

    private static void refusesLater(FindingCode code, String kernelMessage, Consumer<ElfWriter> change) {
        ElfWriter elf = small();
        change.accept(elf);
        LinkResult result = TestKernel.linker(ARCHITECTURE)
                .link(KernelModule.of(elf.parse("probe.ko")), TestKernel.addresses(ARCHITECTURE));
        assertEquals(code, result.findings().get(0).code());
        assertEquals(kernelMessage, result.findings().get(0).kernelMessage());
        assertEquals("ENOEXEC", result.errno());
    }

    @Test
    void aStrippedModule() {
        refusesLater(
                FindingCode.MODULE_STRIPPED,
                "probe: module has no symbols (stripped?)",
                elf -> elf.with(".symtab", SectionField.SH_TYPE, 1));
    }

    @Test
    void anObjectThatIsNoModule() {
        refusesLater(
                FindingCode.MODULE_NO_THIS_MODULE,
                "probe: No module found in object",
                elf -> elf.with(KernelModule.THIS_MODULE, SectionField.SH_FLAGS, 1));
    }

    @Test
    void aWritableExecutableSection() {
        refusesLater(
                FindingCode.MODULE_WRITE_EXEC,
                "probe: section .text (index 3) has invalid WRITE|EXEC flags",
                elf -> elf.with(".text", SectionField.SH_FLAGS, 7));
    }

    @Test
    void stringsOfAnyBytesAreMeasured() {
        byte[] bytes = {0, 1, 0x7f, (byte) 0x80, (byte) 0x81, (byte) 0xff};
        byte[] text = new byte[10_000];
        Random random = new Random(1);
        for (int i = 0; i < text.length - 1; i++) {
            text[i] = bytes[random.nextInt(bytes.length)];
        }
        StringTable table = new StringTable(text, 0, text.length);
        int nul = text.length - 1;
        for (int from = nul; from >= 0; from--) {
            nul = text[from] == 0 ? from : nul;
            assertEquals(nul - from, table.lengthAt(from), "at " + from);
        }
    }

    @Test
    void stringsAreMeasuredWhateverTheirLength() {
        byte[] text = ("a".repeat(255) + "\0" + "b".repeat(256) + "\0" + "c".repeat(5000) + "\0dd")
                .getBytes(StandardCharsets.ISO_8859_1);
        StringTable table = new StringTable(text, 0, text.length);
        for (int from = 0; from < text.length; from++) {
            int nul = from;
            while (nul < text.length && text[nul] != 0) {
                nul++;
            }
            assertEquals(nul == text.length ? -1 : nul - from, table.lengthAt(from), "at " + from);
        }
        assertEquals(-1, table.lengthAt(text.length));
        assertEquals(-1, table.lengthAt(-1));
        assertEquals("b".repeat(256), table.at(256).orElseThrow());
        assertTrue(table.at(513).isEmpty(), "longer than a name");
        assertTrue(table.at(text.length - 1).isEmpty(), "not terminated");
    }
}
