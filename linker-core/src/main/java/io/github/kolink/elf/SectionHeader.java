// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

/**
 * One section header.
 *
 * @param index position in the section header table
 * @param nameOffset {@code sh_name} [bytes into the section name table]
 * @param name the same as text; empty if it lies outside the name table
 * @param type {@code sh_type}
 * @param flags {@code sh_flags}
 * @param address {@code sh_addr} [address, unsigned]
 * @param offset {@code sh_offset} [bytes into the file]
 * @param size {@code sh_size} [bytes]
 * @param link {@code sh_link}
 * @param info {@code sh_info}
 * @param alignment {@code sh_addralign} [bytes]; 0 and 1 mean none
 * @param entrySize {@code sh_entsize} [bytes]
 */
public record SectionHeader(
        int index,
        int nameOffset,
        String name,
        int type,
        long flags,
        long address,
        long offset,
        long size,
        int link,
        int info,
        long alignment,
        long entrySize) {

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
        return new SectionHeader(
                index, nameOffset, name, type, newFlags, address, offset, size, link, info, alignment, entrySize);
    }

    /**
     * The same header with another alignment.
     *
     * @param newAlignment {@code sh_addralign} [bytes]
     * @return a new header
     */
    public SectionHeader withAlignment(long newAlignment) {
        return new SectionHeader(
                index, nameOffset, name, type, flags, address, offset, size, link, info, newAlignment, entrySize);
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
        return new SectionHeader(
                index,
                nameOffset,
                name,
                ElfConstants.SHT_NOBITS,
                newFlags,
                address,
                offset,
                newSize,
                link,
                info,
                newAlignment,
                entrySize);
    }
}
