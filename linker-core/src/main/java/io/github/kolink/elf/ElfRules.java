// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;

/**
 * How a kernel reads the section headers of a file. Kernels differ in the order of their tests, and with it in what they
 * say of a file with several faults.
 *
 * @param sectionsBeforeNames section 0 and the bounds of all sections come before the table of names ({@link
 *     KernelFact#SECTIONS_BEFORE_NAMES})
 * @param stringTableTypes the table of names must be {@code SHT_STRTAB} ({@link KernelFact#STRING_TABLE_TYPES})
 */
record ElfRules(boolean sectionsBeforeNames, boolean stringTableTypes) {
    /** Those of 6.1. */
    static final ElfRules FIRST = new ElfRules(false, false);

    /** Those of a kernel. */
    static ElfRules of(KernelFacts facts) {
        return new ElfRules(facts.has(KernelFact.SECTIONS_BEFORE_NAMES), facts.has(KernelFact.STRING_TABLE_TYPES));
    }
}
