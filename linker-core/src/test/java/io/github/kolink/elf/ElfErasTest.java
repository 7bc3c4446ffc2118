// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.kolink.elf.ElfWriter.HeaderField;
import io.github.kolink.elf.ElfWriter.SectionField;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.LinkException;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.module.TestModule;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the generations of kernels say of files with more than one fault, and of faults only some of them see. */
final class ElfErasTest {
    private static final ElfMachine MACHINE = SyntheticArchitecture.little64().machine();
    private static final String OLD = "6.1.0-56-amd64";
    private static final String SPLIT = "6.12.117+deb13-amd64";
    private static final String NEW = "7.3.4+deb13-amd64";

    private static ElfWriter small() {
        return TestModule.small(MACHINE);
    }

    private static ElfFile parse(String release, byte[] bytes) {
        return ElfFile.parseAs("probe.ko", bytes, MACHINE, KernelFacts.of(release, Set.of()));
    }

    private static Finding refusal(String release, UnaryOperator<ElfWriter> change) {
        byte[] bytes = change.apply(small()).write();
        return assertThrows(LinkException.class, () -> parse(release, bytes))
                .findings()
                .get(0);
    }

    private static void says(String release, String words, UnaryOperator<ElfWriter> change) {
        assertEquals(words, refusal(release, change).kernelMessage(), release);
    }

    @Test
    void theTableOfNamesComesFirstUpToTheFirstReleasesOfSixTwelve() {
        UnaryOperator<ElfWriter> both =
                elf -> elf.with(HeaderField.E_SHSTRNDX, 0).with("", SectionField.SH_TYPE, 7);
        int count = small().parse("probe.ko").sections().size();
        String names = "Invalid ELF section name index: 0 || e_shstrndx (0) >= e_shnum (" + count + ")";
        String zero = "ELF Spec violation: section 0 type(7)!=SH_NULL or non-zero len or addr";
        says(OLD, names, both);
        says("6.12.107+deb13-amd64", names, both);
        says(SPLIT, zero, both);
        says(NEW, zero, both);
    }

    @Test
    void theLowestSectionWinsAndThenTheOrderOfTheTests() {
        UnaryOperator<ElfWriter> two = elf -> elf.with(".data", SectionField.SH_SIZE, 1 << 30)
                .with(".text", SectionField.SH_NAME, 0xffff)
                .with(".symtab", SectionField.SH_LINK, 0);
        int text = small().sectionIndex(".text");
        int data = small().sectionIndex(".data");
        says(OLD, "Invalid ELF section name in module (section " + text + " type 1)", two);
        // Bounds of all sections come before the first name.
        says(SPLIT, "Invalid ELF section in module (section " + data + " type 1)", two);
        UnaryOperator<ElfWriter> one =
                elf -> elf.with(".text", SectionField.SH_NAME, 0xffff).with(".text", SectionField.SH_SIZE, 1 << 30);
        says(OLD, "Invalid ELF section in module (section " + text + " type 1)", one);
    }

    @Test
    void aLinkOfTheSymbolTableIsAskedWithTheSectionsOnlyAtFirst() {
        UnaryOperator<ElfWriter> unlinked = elf -> elf.with(".symtab", SectionField.SH_LINK, 0);
        assertEquals(FindingCode.ELF_SYMTAB_LINK, refusal(OLD, unlinked).code());
        assertEquals(
                small().parse("probe.ko").sections().size(),
                parse(NEW, unlinked.apply(small()).write()).sections().size());
    }

    @Test
    void theTableOfNamesMustBeOfItsTypeForTheNewest() {
        UnaryOperator<ElfWriter> notes = elf -> elf.with(".shstrtab", SectionField.SH_TYPE, 7);
        says(SPLIT, "Invalid ELF section name table type: 7", notes);
        says(NEW, "Invalid ELF section name table type: 7", notes);
        assertEquals("probe.ko", parse(OLD, notes.apply(small()).write()).name());
    }

    @Test
    void laterKernelsAskForTheNamesOfAllSections() {
        UnaryOperator<ElfWriter> unnamed = elf -> elf.with(".comment", SectionField.SH_NAME, 0xffff);
        int comment = small().sectionIndex(".comment");
        says(SPLIT, "Invalid ELF section name in module (section " + comment + " type 1)", unnamed);
        assertEquals("probe.ko", parse(OLD, unnamed.apply(small()).write()).name());
        UnaryOperator<ElfWriter> empty = elf -> elf.with(".bss", SectionField.SH_NAME, 0xffff);
        says(NEW, "Invalid ELF section name in module (section " + small().sectionIndex(".bss") + " type 8)", empty);
        assertEquals("probe.ko", parse(OLD, empty.apply(small()).write()).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, SPLIT, NEW})
    void aNameBehindItsTableIsWhatTheFileHasThere(String release) {
        // Up to 6.12 the name of a section that is not loaded may point behind the table, and the kernel reads on.
        byte[] bytes = small().write();
        ElfFile sound = parse(release, bytes);
        SectionHeader names = sound.sections().get(sound.header().sectionNames());
        String tail = "tail";
        int room = (int) (names.offset() + names.size() - tail.length() - 1);
        byte[] changed = small().with(".shstrtab", SectionField.SH_SIZE, names.size() - tail.length() - 1)
                .with(".comment", SectionField.SH_NAME, names.size() - tail.length())
                .write();
        for (int i = 0; i < tail.length(); i++) {
            changed[room + 1 + i] = (byte) (i + 1 < tail.length() ? tail.charAt(i) : 0);
        }
        changed[room] = 0;
        changed[room - 1] = 0;
        if (release.equals(OLD)) {
            assertEquals(
                    "tai",
                    parse(release, changed)
                            .sections()
                            .get(small().sectionIndex(".comment"))
                            .name());
        } else {
            assertEquals(
                    FindingCode.ELF_SECTION_NAME,
                    assertThrows(LinkException.class, () -> parse(release, changed))
                            .findings()
                            .get(0)
                            .code());
        }
    }

    @Test
    void aTableWithoutHeadersAtTheEndOfTheFileIsReadBeyondIt() {
        byte[] bytes = small().write();
        UnaryOperator<ElfWriter> none =
                elf -> elf.with(HeaderField.E_SHNUM, 0).with(HeaderField.E_SHOFF, bytes.length - 8);
        says(
                OLD,
                "Invalid ELF section name index: 14 || e_shstrndx (14) >= e_shnum (0)"
                        .replace(
                                "14", "" + (small().parse("probe.ko").sections().size() - 1)),
                none);
        assertEquals(FindingCode.ELF_READ_OUTSIDE, refusal(NEW, none).code());
    }

    @Test
    void theKernelKnowsNoExtendedNumbering() {
        UnaryOperator<ElfWriter> extended = ElfWriter::extendedNumbering;
        says(OLD, "Invalid ELF section name index: 65535 || e_shstrndx (65535) >= e_shnum (0)", extended);
        says(NEW, "ELF Spec violation: section 0 type(0)!=SH_NULL or non-zero len or addr", extended);
    }
}
