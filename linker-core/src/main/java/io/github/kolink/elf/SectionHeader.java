// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import org.jspecify.annotations.Nullable;

/** One section header. Immutable; its name becomes text when it is first asked for, and is compared as it lies in the file. */
public final class SectionHeader {
    private final int index;
    private final StringTable names;
    private final int nameOffset;
    private final int nameLength;
    private final int type;
    private final long flags;
    private final long address;
    private final long offset;
    private final long size;
    private final int link;
    private final int info;
    private final long alignment;
    private final long entrySize;

    private @Nullable String name;

    /**
     * A header.
     *
     * @param names the section name table
     * @param nameLength of the name [bytes]; 0 if it is too long to be read, -1 if it lies outside the name table
     */
    SectionHeader(
            int index,
            StringTable names,
            int nameOffset,
            int nameLength,
            int type,
            long flags,
            long address,
            long offset,
            long size,
            int link,
            int info,
            long alignment,
            long entrySize) {
        this.index = index;
        this.names = names;
        this.nameOffset = nameOffset;
        this.nameLength = nameLength;
        this.type = type;
        this.flags = flags;
        this.address = address;
        this.offset = offset;
        this.size = size;
        this.link = link;
        this.info = info;
        this.alignment = alignment;
        this.entrySize = entrySize;
    }

    /** The same header with other flags, alignment, type and size. */
    private SectionHeader(SectionHeader from, int type, long flags, long alignment, long size) {
        this(
                from.index,
                from.names,
                from.nameOffset,
                from.nameLength,
                type,
                flags,
                from.address,
                from.offset,
                size,
                from.link,
                from.info,
                alignment,
                from.entrySize);
    }

    /**
     * Position in the section header table.
     *
     * @return index
     */
    public int index() {
        return index;
    }

    /**
     * {@code sh_name}.
     *
     * @return [bytes into the section name table]
     */
    public int nameOffset() {
        return nameOffset;
    }

    /**
     * Whether the name can be read.
     *
     * @return false if {@code sh_name} or the NUL behind it lies outside the table (outside the file, if that was read as
     *     the kernel does)
     */
    public boolean hasName() {
        return nameLength >= 0;
    }

    /**
     * The name.
     *
     * @return empty if it lies outside the name table
     */
    public String name() {
        String text = name;
        if (text == null) {
            text = nameLength <= 0 ? "" : names.text(nameOffset & 0xffffffffL, nameLength);
            name = text; // whoever comes second makes the same
        }
        return text;
    }

    /**
     * A number for the name, without making a text of it.
     *
     * @return the same for the same {@link #name}
     */
    public int nameHash() {
        return nameLength <= 0 ? 0 : (int) names.hashAt(nameOffset & 0xffffffffL);
    }

    /**
     * Whether the section has a name, without making it.
     *
     * @param other ASCII text
     * @return true if {@link #name} is equal to it
     */
    public boolean isNamed(String other) {
        return nameLength == other.length() && nameStartsWith(other);
    }

    /**
     * Whether the name begins so, without making it.
     *
     * @param prefix ASCII text
     * @return true if {@link #name} starts with it
     */
    public boolean nameStartsWith(String prefix) {
        return nameLength >= prefix.length() && names.startsWith(nameOffset & 0xffffffffL, prefix);
    }

    /**
     * {@code sh_type}.
     *
     * @return a {@code SHT_} constant, or any other value
     */
    public int type() {
        return type;
    }

    /**
     * {@code sh_flags}.
     *
     * @return {@code SHF_} bits
     */
    public long flags() {
        return flags;
    }

    /**
     * {@code sh_addr}.
     *
     * @return [address, unsigned]
     */
    public long address() {
        return address;
    }

    /**
     * {@code sh_offset}.
     *
     * @return [bytes into the file]
     */
    public long offset() {
        return offset;
    }

    /**
     * {@code sh_size}.
     *
     * @return [bytes]
     */
    public long size() {
        return size;
    }

    /**
     * {@code sh_link}.
     *
     * @return as it stands in the file
     */
    public int link() {
        return link;
    }

    /**
     * {@code sh_info}.
     *
     * @return as it stands in the file
     */
    public int info() {
        return info;
    }

    /**
     * {@code sh_addralign}.
     *
     * @return [bytes]; 0 and 1 mean none
     */
    public long alignment() {
        return alignment;
    }

    /**
     * {@code sh_entsize}.
     *
     * @return [bytes]
     */
    public long entrySize() {
        return entrySize;
    }

    /**
     * Whether all of these flags are set.
     *
     * @param mask one or more {@code SHF_} bits
     * @return true if every bit of the mask is set
     */
    public boolean has(long mask) {
        return (flags & mask) == mask;
    }

    /**
     * Whether the section has no bytes in the file.
     *
     * @return true for {@code SHT_NOBITS} and {@code SHT_NULL}
     */
    public boolean isEmptyInFile() {
        return type == ElfConstants.SHT_NOBITS || type == ElfConstants.SHT_NULL;
    }

    /**
     * The same header with other flags.
     *
     * @param newFlags {@code sh_flags}
     * @return a new header
     */
    public SectionHeader withFlags(long newFlags) {
        return new SectionHeader(this, type, newFlags, alignment, size);
    }

    /**
     * The same header with another alignment.
     *
     * @param newAlignment {@code sh_addralign} [bytes]
     * @return a new header
     */
    public SectionHeader withAlignment(long newAlignment) {
        return new SectionHeader(this, type, flags, newAlignment, size);
    }

    /**
     * The same header as an allocated section without contents in the file.
     *
     * @param newFlags {@code sh_flags}
     * @param newAlignment {@code sh_addralign} [bytes]
     * @param newSize {@code sh_size} [bytes]
     * @return a new header of type {@code SHT_NOBITS}
     */
    public SectionHeader asNoBits(long newFlags, long newAlignment, long newSize) {
        return new SectionHeader(this, ElfConstants.SHT_NOBITS, newFlags, newAlignment, newSize);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SectionHeader header
                && index == header.index
                && nameOffset == header.nameOffset
                && type == header.type
                && flags == header.flags
                && address == header.address
                && offset == header.offset
                && size == header.size
                && link == header.link
                && info == header.info
                && alignment == header.alignment
                && entrySize == header.entrySize
                && name().equals(header.name());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * index + Long.hashCode(offset)) + Long.hashCode(size);
    }

    @Override
    public String toString() {
        return "section " + index + " " + name();
    }
}
