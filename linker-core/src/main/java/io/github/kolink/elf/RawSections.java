// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.LinkException;
import java.nio.ByteBuffer;

/** The section header table of a file before it is known to be sound: numbers at places, and the one gate for offsets. */
final class RawSections {
    private final String fileName;
    private final byte[] bytes;
    private final ByteBuffer file;
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
            String fileName,
            byte[] bytes,
            ByteBuffer file,
            ElfMachine machine,
            long shoff,
            int count,
            long names,
            boolean extended) {
        this.fileName = fileName;
        this.bytes = bytes;
        this.file = file;
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
        return holds(at(index), headerSize);
    }

    SectionHeader header(int index, String sectionName) {
        int at = at(index);
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

    SectionHeader header(int index) {
        return header(index, "");
    }

    /** {@code sh_name} [bytes into the table of names, unsigned]. */
    long nameOffset(int index) {
        return file.getInt(at(index)) & 0xffffffffL;
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
        SectionHeader header = header(names);
        return new StringTable(bytes, (int) header.offset(), (int) header.size());
    }

    /**
     * Names as the kernel sees them: from the start of the table on, to the end of the file; it does not know where the
     * table ends.
     */
    StringTable openNames() {
        int start = (int) header(names).offset();
        return new StringTable(bytes, start, bytes.length - start);
    }

    /** Whether a range lies inside the file: the one gate every offset and size passes. */
    boolean holds(long offset, long size) {
        return offset >= 0 && size >= 0 && offset <= bytes.length && size <= bytes.length - offset;
    }

    boolean holds(SectionHeader section) {
        return holds(section.offset(), section.size());
    }

    int fileSize() {
        return bytes.length;
    }

    private long wordAt(int at) {
        return word == 8 ? file.getLong(at) : file.getInt(at) & 0xffffffffL;
    }

    LinkException fail(FindingCode code, long at, String kernelMessage, String detail) {
        return new LinkException(Finding.of(code, fileName, detail).at("", at).kernelSays(kernelMessage));
    }
}
