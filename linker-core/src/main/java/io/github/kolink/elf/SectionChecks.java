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
    private final int rawCount;
    private final int rawIndex;
    private final int indexAt;

    /**
     * Checks of one file.
     *
     * @param rawCount {@code e_shnum}
     * @param rawIndex {@code e_shstrndx}
     * @param indexAt where {@code e_shstrndx} lies [bytes into the file]
     */
    SectionChecks(RawSections sections, ElfRules rules, int rawCount, int rawIndex, int indexAt) {
        this.sections = sections;
        this.rules = rules;
        this.rawCount = rawCount;
        this.rawIndex = rawIndex;
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
            if (sections.isEmptyInFile(index)) {
                continue;
            }
            if (sections.type(index) == SHT_SYMTAB) {
                symbolStrings(index);
            }
            bounds(index);
            if ((sections.flags(index) & SHF_ALLOC) != 0) {
                name(index, nameBytes);
            }
        }
    }

    /** {@code elf_validity_cache_sechdrs}, {@code elf_validity_cache_secstrings}, kernel/module/main.c 6.12.117, 7.3. */
    private void runSectionsFirst() {
        sectionZero();
        for (int index = 1; index < sections.count(); index++) {
            if (!sections.isEmptyInFile(index)) {
                bounds(index);
            }
        }
        namesIndex();
        nameTableType();
        nameTableBounds();
        nameTableContents();
        int nameBytes = sections.nameTable().size();
        for (int index = 0; index < sections.count(); index++) {
            if (sections.type(index) != SHT_NULL) {
                name(index, nameBytes);
            }
        }
    }

    private void namesIndex() {
        if (sections.names() <= 0 || sections.names() >= sections.count()) {
            throw fail(
                    FindingCode.ELF_SECTION_NAMES_INDEX,
                    indexAt,
                    "Invalid ELF section name index: " + rawIndex + " || e_shstrndx (" + rawIndex + ") >= e_shnum ("
                            + rawCount + ")",
                    "the index of the section name table is " + sections.names() + " of " + sections.count()
                            + " sections");
        }
    }

    private void nameTableType() {
        int type = sections.type(sections.names());
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
        int names = sections.names();
        if (!sections.holds(names)) {
            throw fail(
                    rules.sectionsBeforeNames() ? FindingCode.ELF_READ_OUTSIDE : FindingCode.ELF_SECTION_NAMES,
                    sections.at(names),
                    rules.sectionsBeforeNames()
                            ? ""
                            : "Invalid ELF section hdr(type " + Integer.toUnsignedString(sections.type(names)) + ")",
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
        if (sections.type(0) != SHT_NULL
                || (sections.size(0) != 0 && !sections.extended())
                || sections.address(0) != 0) {
            throw fail(
                    FindingCode.ELF_SECTION_ZERO,
                    sections.at(0),
                    "ELF Spec violation: section 0 type(" + sections.type(0) + ")!=SH_NULL or non-zero len or addr",
                    "section 0 must be the null section");
        }
    }

    private void symbolStrings(int section) {
        int link = sections.link(section);
        if (link <= 0 || link >= sections.count()) {
            throw fail(
                    FindingCode.ELF_SYMTAB_LINK,
                    sections.linkAt(section),
                    linkWords(link, sections.count()),
                    which(section) + ": sh_link is " + Integer.toUnsignedString(link)
                            + ", it must name the string table");
        }
    }

    /** What every generation says of a symbol table whose {@code sh_link} names no section. */
    static String linkWords(int link, int count) {
        return "Invalid ELF sh_link!=SHN_UNDEF(" + link + ") or (sh_link(" + link + ") >= hdr->e_shnum(" + count + ")";
    }

    private void bounds(int section) {
        if (!sections.holds(section)) {
            throw fail(
                    FindingCode.ELF_SECTION_BOUNDS,
                    sections.at(section),
                    "Invalid ELF section in module (" + which(section) + ")",
                    which(section) + ": " + Long.toUnsignedString(sections.size(section)) + " bytes at file offset "
                            + Long.toUnsignedString(sections.offset(section)) + " do not fit a file of "
                            + sections.fileSize() + " bytes; is the file truncated?");
        }
    }

    private void name(int section, int nameBytes) {
        long offset = sections.nameOffset(section);
        if (offset >= nameBytes) {
            throw fail(
                    FindingCode.ELF_SECTION_NAME,
                    sections.at(section),
                    "Invalid ELF section name in module (" + which(section) + ")",
                    which(section) + ": sh_name is " + offset + ", the name table has " + nameBytes + " bytes");
        }
    }

    private String which(int section) {
        return "section " + section + " type " + Integer.toUnsignedString(sections.type(section));
    }

    private LinkException fail(FindingCode code, long at, String kernelMessage, String detail) {
        return sections.fail(code, at, kernelMessage, detail);
    }
}
