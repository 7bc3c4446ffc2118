// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static io.github.kolink.elf.ElfConstants.SHN_XINDEX;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.LinkException;
import java.nio.ByteOrder;

/**
 * Reads header and section headers and checks every offset against the file: as a tool, by what the file says of itself,
 * or as the kernel of one machine does ({@code elf_validity_check}, kernel/module/main.c 6.1; {@code elf_validity_ehdr}
 * and what follows it 6.13), in its order and words.
 */
final class ElfReader {
    private static final int EI_CLASS = 4;
    private static final int EI_DATA = 5;
    private static final int EI_OSABI = 7;
    private static final int EI_NIDENT = 16;
    /** How often the sections may share the bytes of the file; in a sound file each byte is in one. */
    private static final int MOST_OVERLAP = 4;
    /** How long all section names together may be [bytes]; they may share bytes too. */
    private static final int MOST_NAMES = 64 << 20;

    private final String name;
    private final byte[] bytes;
    private final int size;
    private FileBytes file;

    /**
     * A reader of one file.
     *
     * @param bytes begins with the file
     * @param size of the file [bytes]
     */
    ElfReader(String name, byte[] bytes, int size) {
        this.name = name;
        this.bytes = bytes;
        this.size = size;
        this.file = new FileBytes(bytes, size, ByteOrder.LITTLE_ENDIAN);
    }

    ElfFile read() {
        checkIdent(EI_NIDENT);
        int elfClass = bytes[EI_CLASS];
        int data = bytes[EI_DATA];
        boolean badClass = elfClass != 1 && elfClass != 2;
        if (badClass || (data != 1 && data != 2)) {
            throw fail(
                    FindingCode.ELF_IDENT,
                    badClass ? EI_CLASS : EI_DATA,
                    "",
                    "EI_CLASS is " + elfClass + " and EI_DATA is " + data + ", each must be 1 or 2");
        }
        ElfMachine as = new ElfMachine(0, elfClass == 2, data == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        checkIdent(as.headerSize());
        file = new FileBytes(bytes, size, as.order());
        checkEntrySize(as);
        RawSections sections = claimedSections(as);
        check(sections, as, ElfRules.FIRST);
        return file(sections, as, false);
    }

    ElfFile readFor(ElfMachine kernel, ElfRules rules) {
        checkIdent(kernel.headerSize());
        file = new FileBytes(bytes, size, kernel.order());
        Findings refusals = new Findings();
        HeaderChecks.run(name, u16(16), u16(18), kernel, refusals);
        if (refusals.stop()) {
            throw new LinkException(refusals.list());
        }
        checkEntrySize(kernel);
        RawSections sections = plainSections(kernel);
        check(sections, kernel, rules);
        return file(sections, kernel, true);
    }

    private static int flagsAt(ElfMachine as) {
        return 24 + 3 * as.wordSize();
    }

    private void checkEntrySize(ElfMachine as) {
        int entrySize = u16(flagsAt(as) + 10);
        if (entrySize != as.sectionHeaderSize()) {
            throw fail(
                    FindingCode.ELF_SECTION_HEADER_SIZE,
                    flagsAt(as) + 10,
                    "Invalid ELF section header size",
                    "e_shentsize is " + entrySize + ", must be " + as.sectionHeaderSize());
        }
    }

    /** The table as the kernel finds it: it knows nothing of the extended numbering. */
    private RawSections plainSections(ElfMachine as) {
        long shoff = wordAt(as, 24 + 2 * as.wordSize());
        int count = u16(flagsAt(as) + 12);
        boolean fits = Long.compareUnsigned(shoff, size) < 0 && (long) count * as.sectionHeaderSize() <= size - shoff;
        if (!fits) {
            throw tableOverflow(as, count, shoff);
        }
        return new RawSections(name, file, as, shoff, count, u16(flagsAt(as) + 14), false);
    }

    /** The table as the ELF specification has it: section 0 may tell the count and the index of names. */
    private RawSections claimedSections(ElfMachine as) {
        int shnum = u16(flagsAt(as) + 12);
        int shstrndx = u16(flagsAt(as) + 14);
        int headerSize = as.sectionHeaderSize();
        int word = as.wordSize();
        long shoff = wordAt(as, 24 + 2 * word);
        boolean zeroReadable = shoff > 0 && shoff <= size - headerSize;
        boolean extended = zeroReadable && (shnum == 0 || shstrndx == SHN_XINDEX);
        int zeroAt = zeroReadable ? (int) shoff : 0;
        long count = extended && shnum == 0 ? wordAt(as, zeroAt + 8 + 3 * word) : shnum;
        long names = extended && shstrndx == SHN_XINDEX ? u32(zeroAt + 8 + 4 * word) : shstrndx;
        if (!zeroReadable || Long.compareUnsigned(count, (size - shoff) / headerSize) > 0) {
            throw tableOverflow(as, count, shoff);
        }
        return new RawSections(name, file, as, shoff, (int) count, names, extended);
    }

    private LinkException tableOverflow(ElfMachine as, long count, long shoff) {
        return fail(
                FindingCode.ELF_SECTION_TABLE_BOUNDS,
                24 + 2 * as.wordSize(),
                "Invalid ELF section header overflow",
                Long.toUnsignedString(count) + " section headers at file offset " + Long.toUnsignedString(shoff)
                        + " do not fit a file of " + size + " bytes; is the file truncated?");
    }

    private void check(RawSections sections, ElfMachine as, ElfRules rules) {
        int shnum = u16(flagsAt(as) + 12);
        int shstrndx = u16(flagsAt(as) + 14);
        new SectionChecks(sections, rules, shnum, shstrndx, flagsAt(as) + 14).run();
    }

    private ElfFile file(RawSections sections, ElfMachine as, boolean asKernel) {
        ElfMachine machine = new ElfMachine(u16(18), as.is64(), as.order());
        ElfHeader header = new ElfHeader(
                u16(16),
                file.i32(flagsAt(as)),
                bytes[EI_OSABI] & 0xff,
                sections.names(),
                u16(flagsAt(as) + 12),
                u16(flagsAt(as) + 14),
                sections.extended());
        StringTable names = asKernel ? sections.openNames() : sections.nameTable();
        return new ElfFile(name, file, machine, header, list(sections, names), asKernel);
    }

    private SectionTable list(RawSections sections, StringTable names) {
        SectionHeader[] list = new SectionHeader[sections.count()];
        list[0] = sections.header(0, names, Math.min(0, names.lengthAt(sections.nameOffset(0))));
        long contents = 0;
        long nameBytes = 0;
        for (int index = 1; index < sections.count(); index++) {
            int nameLength = names.lengthAt(sections.nameOffset(index));
            int read = nameLength > StringTable.LONGEST ? 0 : nameLength;
            SectionHeader section = sections.header(index, names, read);
            contents += section.isEmptyInFile() ? 0 : section.size();
            nameBytes += Math.max(0, read);
            if (contents > (long) MOST_OVERLAP * size || nameBytes > MOST_NAMES) {
                throw fail(
                        FindingCode.EXTRA_SECTIONS_OVERLAP,
                        sections.at(index),
                        "",
                        "up to section " + index + " the sections hold " + contents + " bytes and their names "
                                + nameBytes + ", in a file of " + size
                                + ": they share their bytes, which kolink reads up to " + MOST_OVERLAP
                                + "-fold and " + MOST_NAMES + " bytes of names");
            }
            list[index] = section;
        }
        return new SectionTable(list);
    }

    private void checkIdent(int headerSize) {
        if (size < headerSize) {
            throw fail(
                    FindingCode.ELF_HEADER_TRUNCATED,
                    size,
                    "Invalid ELF header len " + size,
                    "the file has " + size + " bytes, an ELF header has " + headerSize);
        }
        if (bytes[0] != 0x7f || bytes[1] != 'E' || bytes[2] != 'L' || bytes[3] != 'F') {
            throw fail(
                    FindingCode.ELF_MAGIC,
                    0,
                    "Invalid ELF header magic: != \u007fELF",
                    "the file does not start with 7f 45 4c 46: it is no ELF file");
        }
    }

    private int u16(int at) {
        return file.u16(at);
    }

    private long u32(int at) {
        return file.u32(at);
    }

    private long wordAt(ElfMachine as, int at) {
        return file.word(at, as.is64());
    }

    private LinkException fail(FindingCode code, long at, String kernelMessage, String detail) {
        return new LinkException(Finding.of(code, name, detail).at("", at).kernelSays(kernelMessage));
    }
}
