// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.LinkException;

/** The section header table of a file before it is known to be sound: numbers at places, and the one gate for offsets. */
final class RawSections {
    private final String fileName;
    private final FileBytes file;
    private final boolean is64;
    private final int word;
    private final int headerSize;
    private final int shoff;
    private final int count;
    private final int names;
    private final boolean extended;

    /**
     * A table that fits the file.
     *
     * @param shoff [bytes into the file]
     * @param count how many headers there are
     * @param names index of the table of names
     * @param extended whether section 0 tells the count
     */
    RawSections(
            String fileName, FileBytes file, ElfMachine machine, long shoff, int count, long names, boolean extended) {
        this.fileName = fileName;
        this.file = file;
        this.is64 = machine.is64();
        this.word = machine.wordSize();
        this.headerSize = machine.sectionHeaderSize();
        this.shoff = (int) shoff;
        this.count = count;
        this.names = (int) names;
        this.extended = extended;
    }

    int count() {
        return count;
    }

    int names() {
        return names;
    }

    boolean extended() {
        return extended;
    }

    /** Whether a header lies inside the file. */
    boolean isReadable(int index) {
        return file.holds(at(index), headerSize);
    }

    /**
     * A header as a whole.
     *
     * @param table of names
     * @param nameLength of its name [bytes]; 0 if it is too long to be read, -1 if it lies outside the table
     */
    SectionHeader header(int index, StringTable table, int nameLength) {
        int at = at(index);
        int words = at + 8;
        int link = words + 4 * word;
        return new SectionHeader(
                index,
                table,
                file.i32(at),
                nameLength,
                file.i32(at + 4),
                wordAt(words),
                wordAt(words + word),
                wordAt(words + 2 * word),
                wordAt(words + 3 * word),
                file.i32(link),
                file.i32(link + 4),
                wordAt(link + 8),
                wordAt(link + 8 + word));
    }

    int type(int index) {
        return file.i32(at(index) + 4);
    }

    long flags(int index) {
        return wordAt(at(index) + 8);
    }

    long address(int index) {
        return wordAt(at(index) + 8 + word);
    }

    long offset(int index) {
        return wordAt(at(index) + 8 + 2 * word);
    }

    long size(int index) {
        return wordAt(at(index) + 8 + 3 * word);
    }

    int link(int index) {
        return file.i32(linkAt(index));
    }

    /** Whether a section has no bytes in the file. */
    boolean isEmptyInFile(int index) {
        int type = type(index);
        return type == ElfConstants.SHT_NOBITS || type == ElfConstants.SHT_NULL;
    }

    /** {@code sh_name} [bytes into the table of names, unsigned]. */
    long nameOffset(int index) {
        return file.u32(at(index));
    }

    /** Where a header lies [bytes into the file]. */
    int at(int index) {
        return shoff + index * headerSize;
    }

    /** Where a header's {@code sh_link} lies [bytes into the file]. */
    int linkAt(int index) {
        return at(index) + 8 + 4 * word;
    }

    /** The bytes of the table of names. */
    StringTable nameTable() {
        return new StringTable(file.array(), (int) offset(names), (int) size(names));
    }

    /**
     * Names as the kernel sees them: from the start of the table on, to the end of the file; it does not know where the
     * table ends.
     */
    StringTable openNames() {
        int start = (int) offset(names);
        return new StringTable(file.array(), start, file.size() - start);
    }

    /** Whether the range a header names lies inside the file. */
    boolean holds(int index) {
        return file.holds(offset(index), size(index));
    }

    int fileSize() {
        return file.size();
    }

    private long wordAt(int at) {
        return file.word(at, is64);
    }

    LinkException fail(FindingCode code, long at, String kernelMessage, String detail) {
        return new LinkException(Finding.of(code, fileName, detail).at("", at).kernelSays(kernelMessage));
    }
}
