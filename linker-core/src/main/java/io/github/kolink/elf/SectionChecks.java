// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHT_NULL;
import static io.github.kolink.elf.ElfConstants.SHT_STRTAB;
import static io.github.kolink.elf.ElfConstants.SHT_SYMTAB;

import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.LinkException;

/**
 * What the kernel asks of section headers whose table lies inside the file, each generation in its order and words. Ends at
 * the first fault, as the kernel does.
 */
final class SectionChecks {
    private final RawSections sections;
    private final ElfRules rules;
    private final String indexWords;
    private final int indexAt;

    /**
     * Checks of one file.
     *
     * @param indexWords what the kernel says of an index of names that names no section
     * @param indexAt where {@code e_shstrndx} lies [bytes into the file]
     */
    SectionChecks(RawSections sections, ElfRules rules, String indexWords, int indexAt) {
        this.sections = sections;
        this.rules = rules;
        this.indexWords = indexWords;
        this.indexAt = indexAt;
    }

    void run() {
        if (rules.sectionsBeforeNames()) {
            runSectionsFirst();
        } else {
            runNamesFirst();
        }
    }

    /** {@code elf_validity_check}, kernel/module/main.c 6.1; the first part of {@code elf_validity_cache_copy} 6.4. */
    private void runNamesFirst() {
        namesIndex();
        nameTableBounds();
        nameTableContents();
        sectionZero();
        int nameBytes = sections.nameTable().size();
        for (int index = 1; index < sections.count(); index++) {
            SectionHeader section = sections.header(index);
            if (section.isEmptyInFile()) {
                continue;
            }
            if (section.type() == SHT_SYMTAB) {
                symbolStrings(section);
            }
            bounds(section);
            if (section.has(SHF_ALLOC)) {
                name(section, nameBytes);
            }
        }
    }

    /** {@code elf_validity_cache_sechdrs}, {@code elf_validity_cache_secstrings}, kernel/module/main.c 6.12.117, 7.3. */
    private void runSectionsFirst() {
        sectionZero();
        for (int index = 1; index < sections.count(); index++) {
            SectionHeader section = sections.header(index);
            if (!section.isEmptyInFile()) {
                bounds(section);
            }
        }
        namesIndex();
        nameTableType();
        nameTableBounds();
        nameTableContents();
        int nameBytes = sections.nameTable().size();
        for (int index = 0; index < sections.count(); index++) {
            SectionHeader section = sections.header(index);
            if (section.type() != SHT_NULL) {
                name(section, nameBytes);
            }
        }
    }

    private void namesIndex() {
        if (sections.names() <= 0 || sections.names() >= sections.count()) {
            throw fail(
                    FindingCode.ELF_SECTION_NAMES_INDEX,
                    indexAt,
                    indexWords,
                    "the index of the section name table is " + sections.names() + " of " + sections.count()
                            + " sections");
        }
    }

    private void nameTableType() {
        int type = sections.header(sections.names()).type();
        if (rules.stringTableTypes() && type != SHT_STRTAB) {
            throw fail(
                    FindingCode.ELF_SECTION_NAMES,
                    sections.at(sections.names()) + 4,
                    "Invalid ELF section name table type: " + Integer.toUnsignedString(type),
                    "the section name table has type " + Integer.toUnsignedString(type) + ", must be 3 (SHT_STRTAB)");
        }
    }

    /** Not asked of a table of type NULL or NOBITS by kernels that ask the sections first: they read whatever is there. */
    private void nameTableBounds() {
        SectionHeader names = sections.header(sections.names());
        if (!sections.holds(names)) {
            throw fail(
                    rules.sectionsBeforeNames() ? FindingCode.ELF_READ_OUTSIDE : FindingCode.ELF_SECTION_NAMES,
                    sections.at(names.index()),
                    rules.sectionsBeforeNames()
                            ? ""
                            : "Invalid ELF section hdr(type " + Integer.toUnsignedString(names.type()) + ")",
                    "the section name table lies outside the file");
        }
    }

    private void nameTableContents() {
        StringTable names = sections.nameTable();
        if (names.size() == 0) {
            throw fail(
                    FindingCode.ELF_SECTION_NAMES,
                    sections.at(sections.names()),
                    "empty section name table",
                    "the section name table is empty");
        }
        if (!names.isTerminated()) {
            throw fail(
                    FindingCode.ELF_SECTION_NAMES,
                    sections.at(sections.names()),
                    "ELF Spec violation: section name table isn't null terminated",
                    "the last byte of the section name table is not NUL");
        }
    }

    private void sectionZero() {
        if (!sections.isReadable(0)) {
            throw fail(
                    FindingCode.ELF_READ_OUTSIDE,
                    sections.at(0),
                    "",
                    "there are no section headers, and the kernel reads that of section 0 beyond the end of the file");
        }
        SectionHeader zero = sections.header(0);
        if (zero.type() != SHT_NULL || (zero.size() != 0 && !sections.extended()) || zero.address() != 0) {
            throw fail(
                    FindingCode.ELF_SECTION_ZERO,
                    sections.at(0),
                    "ELF Spec violation: section 0 type(" + zero.type() + ")!=SH_NULL or non-zero len or addr",
                    "section 0 must be the null section");
        }
    }

    private void symbolStrings(SectionHeader section) {
        if (section.link() <= 0 || section.link() >= sections.count()) {
            throw fail(
                    FindingCode.ELF_SYMTAB_LINK,
                    sections.linkAt(section.index()),
                    linkWords(section.link(), sections.count()),
                    which(section) + ": sh_link is " + Integer.toUnsignedString(section.link())
                            + ", it must name the string table");
        }
    }

    /** What every generation says of a symbol table whose {@code sh_link} names no section. */
    static String linkWords(int link, int count) {
        return "Invalid ELF sh_link!=SHN_UNDEF(" + link + ") or (sh_link(" + link + ") >= hdr->e_shnum(" + count + ")";
    }

    private void bounds(SectionHeader section) {
        if (!sections.holds(section)) {
            throw fail(
                    FindingCode.ELF_SECTION_BOUNDS,
                    sections.at(section.index()),
                    "Invalid ELF section in module (" + which(section) + ")",
                    which(section) + ": " + Long.toUnsignedString(section.size()) + " bytes at file offset "
                            + Long.toUnsignedString(section.offset()) + " do not fit a file of "
                            + sections.fileSize() + " bytes; is the file truncated?");
        }
    }

    private void name(SectionHeader section, int nameBytes) {
        long offset = sections.nameOffset(section.index());
        if (offset >= nameBytes) {
            throw fail(
                    FindingCode.ELF_SECTION_NAME,
                    sections.at(section.index()),
                    "Invalid ELF section name in module (" + which(section) + ")",
                    which(section) + ": sh_name is " + offset + ", the name table has " + nameBytes + " bytes");
        }
    }

    private static String which(SectionHeader section) {
        return "section " + section.index() + " type " + Integer.toUnsignedString(section.type());
    }

    private LinkException fail(FindingCode code, long at, String kernelMessage, String detail) {
        return sections.fail(code, at, kernelMessage, detail);
    }
}
