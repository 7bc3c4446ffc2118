// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHN_XINDEX;
import static io.github.kolink.elf.ElfConstants.SHT_NULL;
import static io.github.kolink.elf.ElfConstants.SHT_SYMTAB;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.LinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads header and section headers and checks every offset against the file, in the order and words of {@code
 * elf_validity_check}, kernel/module/main.c (6.1).
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
    private final ByteBuffer file;

    /** Size of an address [bytes], and the section header table's place [bytes into the file] once it is known. */
    private int word;

    private int headersAt;
    private int headerSize;

    ElfReader(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        this.file = ByteBuffer.wrap(bytes);
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
        return readAs(new ElfMachine(0, elfClass == 2, data == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
    }

    ElfFile readFor(ElfMachine kernel) {
        checkIdent(kernel.headerSize());
        file.order(kernel.order());
        Findings refusals = new Findings();
        HeaderChecks.run(name, u16(16), u16(18), kernel, refusals);
        if (refusals.stop()) {
            throw new LinkException(refusals.list());
        }
        return readAs(kernel);
    }

    private ElfFile readAs(ElfMachine as) {
        checkIdent(as.headerSize());
        file.order(as.order());
        word = as.wordSize();
        headerSize = as.sectionHeaderSize();
        int flagsAt = 24 + 3 * word;
        int entrySize = u16(flagsAt + 10);
        int shnum = u16(flagsAt + 12);
        int shstrndx = u16(flagsAt + 14);
        if (entrySize != headerSize) {
            throw fail(
                    FindingCode.ELF_SECTION_HEADER_SIZE,
                    flagsAt + 10,
                    "Invalid ELF section header size",
                    "e_shentsize is " + entrySize + ", must be " + headerSize);
        }
        long shoff = wordAt(24 + 2 * word);
        boolean zeroReadable = shoff != 0 && holds(shoff, headerSize);
        boolean extended = zeroReadable && (shnum == 0 || shstrndx == SHN_XINDEX);
        headersAt = zeroReadable ? (int) shoff : 0;
        long count = extended && shnum == 0 ? wordAt(headersAt + 8 + 3 * word) : shnum;
        long names = extended && shstrndx == SHN_XINDEX ? u32(headersAt + 8 + 4 * word) : shstrndx;
        if (!zeroReadable || Long.compareUnsigned(count, (bytes.length - shoff) / headerSize) > 0) {
            throw fail(
                    FindingCode.ELF_SECTION_TABLE_BOUNDS,
                    24 + 2 * word,
                    "Invalid ELF section header overflow",
                    Long.toUnsignedString(count) + " section headers at file offset " + Long.toUnsignedString(shoff)
                            + " do not fit a file of " + bytes.length + " bytes; is the file truncated?");
        }
        if (names == 0 || names >= count) {
            throw fail(
                    FindingCode.ELF_SECTION_NAMES_INDEX,
                    flagsAt + 14,
                    "Invalid ELF section name index: " + shstrndx + " || e_shstrndx (" + shstrndx + ") >= e_shnum ("
                            + shnum + ")",
                    "the index of the section name table is " + names + " of " + count + " sections");
        }
        ElfMachine machine = new ElfMachine(u16(18), as.is64(), as.order());
        ElfHeader header = new ElfHeader(
                u16(16), file.getInt(flagsAt), bytes[EI_OSABI] & 0xff, (int) names, shnum, shstrndx, extended);
        return new ElfFile(name, bytes, machine, header, sections((int) count, nameTable((int) names), extended));
    }

    private void checkIdent(int size) {
        if (bytes.length < size) {
            throw fail(
                    FindingCode.ELF_HEADER_TRUNCATED,
                    bytes.length,
                    "Invalid ELF header len " + bytes.length,
                    "the file has " + bytes.length + " bytes, an ELF header has " + size);
        }
        if (bytes[0] != 0x7f || bytes[1] != 'E' || bytes[2] != 'L' || bytes[3] != 'F') {
            throw fail(
                    FindingCode.ELF_MAGIC,
                    0,
                    "Invalid ELF header magic: != \u007fELF",
                    "the file does not start with 7f 45 4c 46: it is no ELF file");
        }
    }

    private StringTable nameTable(int index) {
        SectionHeader header = section(index, "");
        if (!holds(header.offset(), header.size())) {
            throw fail(
                    FindingCode.ELF_SECTION_NAMES,
                    headerAt(index),
                    "Invalid ELF section hdr(type " + Integer.toUnsignedString(header.type()) + ")",
                    "the section name table lies outside the file");
        }
        StringTable names = new StringTable(bytes, (int) header.offset(), (int) header.size());
        if (names.size() == 0) {
            throw fail(
                    FindingCode.ELF_SECTION_NAMES,
                    headerAt(index),
                    "empty section name table",
                    "the section name table is empty");
        }
        if (!names.isTerminated()) {
            throw fail(
                    FindingCode.ELF_SECTION_NAMES,
                    headerAt(index),
                    "ELF Spec violation: section name table isn't null terminated",
                    "the last byte of the section name table is not NUL");
        }
        return names;
    }

    private List<SectionHeader> sections(int count, StringTable names, boolean extended) {
        SectionHeader zero = section(0, "");
        if (zero.type() != SHT_NULL || (zero.size() != 0 && !extended) || zero.address() != 0) {
            throw fail(
                    FindingCode.ELF_SECTION_ZERO,
                    headersAt,
                    "ELF Spec violation: section 0 type(" + zero.type() + ")!=SH_NULL or non-zero len or addr",
                    "section 0 must be the null section");
        }
        List<SectionHeader> sections = new ArrayList<>(count);
        sections.add(zero);
        long contents = 0;
        long nameBytes = 0;
        for (int index = 1; index < count; index++) {
            long nameOffset = u32(headerAt(index));
            SectionHeader section = section(index, names.at(nameOffset).orElse(""));
            check(section, count, nameOffset, names);
            contents += section.isEmptyInFile() ? 0 : section.size();
            nameBytes += section.name().length();
            if (contents > (long) MOST_OVERLAP * bytes.length || nameBytes > MOST_NAMES) {
                throw fail(
                        FindingCode.EXTRA_SECTIONS_OVERLAP,
                        headerAt(index),
                        "",
                        "up to section " + index + " the sections hold " + contents + " bytes and their names "
                                + nameBytes + ", in a file of " + bytes.length
                                + ": they share their bytes, which kolink reads up to " + MOST_OVERLAP
                                + "-fold and " + MOST_NAMES + " bytes of names");
            }
            sections.add(section);
        }
        return List.copyOf(sections);
    }

    private void check(SectionHeader section, int count, long nameOffset, StringTable names) {
        String which = "section " + section.index() + " type " + Integer.toUnsignedString(section.type());
        if (section.isEmptyInFile()) {
            return;
        }
        if (section.type() == SHT_SYMTAB && (section.link() <= 0 || section.link() >= count)) {
            throw fail(
                    FindingCode.ELF_SYMTAB_LINK,
                    headerAt(section.index()) + 8 + 4 * word,
                    "Invalid ELF sh_link!=SHN_UNDEF(" + section.link() + ") or (sh_link(" + section.link()
                            + ") >= hdr->e_shnum(" + count + ")",
                    which + ": sh_link is " + Integer.toUnsignedString(section.link())
                            + ", it must name the string table");
        }
        if (!holds(section.offset(), section.size())) {
            throw fail(
                    FindingCode.ELF_SECTION_BOUNDS,
                    headerAt(section.index()),
                    "Invalid ELF section in module (" + which + ")",
                    which + " '" + section.name() + "': " + Long.toUnsignedString(section.size())
                            + " bytes at file offset " + Long.toUnsignedString(section.offset())
                            + " do not fit a file of " + bytes.length + " bytes; is the file truncated?");
        }
        if (section.has(SHF_ALLOC) && nameOffset >= names.size()) {
            throw fail(
                    FindingCode.ELF_SECTION_NAME,
                    headerAt(section.index()),
                    "Invalid ELF section name in module (" + which + ")",
                    which + ": sh_name is " + nameOffset + ", the name table has " + names.size() + " bytes");
        }
    }

    private SectionHeader section(int index, String sectionName) {
        int at = headerAt(index);
        int linkAt = at + 8 + 4 * word;
        return new SectionHeader(
                index,
                file.getInt(at),
                sectionName,
                file.getInt(at + 4),
                wordAt(at + 8),
                wordAt(at + 8 + word),
                wordAt(at + 8 + 2 * word),
                wordAt(at + 8 + 3 * word),
                file.getInt(linkAt),
                file.getInt(linkAt + 4),
                wordAt(linkAt + 8),
                wordAt(linkAt + 8 + word));
    }

    private int headerAt(int index) {
        return headersAt + index * headerSize;
    }

    /** Whether a range lies inside the file: the one gate every offset and size passes. */
    private boolean holds(long offset, long size) {
        return offset >= 0 && size >= 0 && offset <= bytes.length && size <= bytes.length - offset;
    }

    private int u16(int at) {
        return file.getShort(at) & 0xffff;
    }

    private long u32(int at) {
        return file.getInt(at) & 0xffffffffL;
    }

    private long wordAt(int at) {
        return word == 8 ? file.getLong(at) : u32(at);
    }

    private LinkException fail(FindingCode code, long at, String kernelMessage, String detail) {
        return new LinkException(Finding.of(code, name, detail).at("", at).kernelSays(kernelMessage));
    }
}
