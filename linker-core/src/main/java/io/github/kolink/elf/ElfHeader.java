// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

/**
 * What the file header says beyond the section headers.
 *
 * @param type {@code e_type}
 * @param flags {@code e_flags}
 * @param osAbi {@code EI_OSABI}
 * @param sectionNames index of the section name table, extended numbering resolved
 * @param rawSectionCount {@code e_shnum} as it stands in the header
 * @param rawSectionNames {@code e_shstrndx} as it stands in the header
 * @param extendedNumbering true if {@code e_shnum} or {@code e_shstrndx} stands in section 0
 */
public record ElfHeader(
        int type,
        int flags,
        int osAbi,
        int sectionNames,
        int rawSectionCount,
        int rawSectionNames,
        boolean extendedNumbering) {}
