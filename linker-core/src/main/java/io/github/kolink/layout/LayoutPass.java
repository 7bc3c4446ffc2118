// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;
import static io.github.kolink.elf.ElfConstants.SHF_RO_AFTER_INIT;
import static io.github.kolink.elf.ElfConstants.SHF_WRITE;

import io.github.kolink.elf.SectionHeader;

/**
 * The order in which sections are placed: code, read-only data, data that becomes read-only, data. A section goes with the
 * first pass it matches ({@code masks} in {@code layout_sections}, kernel/module/main.c 6.1; the fifth pass, small data,
 * is empty on every architecture kolink knows).
 */
enum LayoutPass {
    TEXT(SHF_ALLOC | SHF_EXECINSTR, 0),
    RODATA(SHF_ALLOC, SHF_WRITE),
    RO_AFTER_INIT(SHF_ALLOC | SHF_RO_AFTER_INIT, 0),
    DATA(SHF_ALLOC | SHF_WRITE, 0);

    private final long with;
    private final long without;

    LayoutPass(long with, long without) {
        this.with = with;
        this.without = without;
    }

    boolean takes(SectionHeader section) {
        return section.has(with) && (section.flags() & without) == 0;
    }

    /** Whether a section belongs to the init part ({@code module_init_section}). */
    static boolean isInit(SectionHeader section, boolean keepsExit) {
        return section.nameStartsWith(".init") || (!keepsExit && section.nameStartsWith(".exit"));
    }
}
