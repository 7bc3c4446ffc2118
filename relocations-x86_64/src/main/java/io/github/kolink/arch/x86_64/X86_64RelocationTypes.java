// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

/**
 * The types the kernel applies ({@code __apply_relocate_add}, arch/x86/kernel/module.c 6.1), psABI x86-64 section 4.4.1.
 * X is the formula's value modulo 2^64, signed. All other types are refused; {@code relocations.csv} names them.
 */
final class X86_64RelocationTypes {
    /**
     * Formula: none. Field: none; offset and field are not looked at. Refused when: never. psABI differs: no.
     */
    static final int R_X86_64_NONE = 0;

    /**
     * Formula: S + A. Field: 64 bits. Refused when: one of the 8 bytes is not zero before. psABI differs: it ignores what
     * the field held.
     */
    static final int R_X86_64_64 = 1;

    /**
     * Formula: S + A - P. Field: 32 bits, signed. Refused when: one of the 4 bytes is not zero before. The range is not
     * tested (the test is compiled out): a value that does not fit is cut, reported as APPLIED_OUT_OF_RANGE. psABI
     * differs: it ignores what the field held; linkers test the range.
     */
    static final int R_X86_64_PC32 = 2;

    /**
     * Formula: S + A - P, as the kernel builds no linkage table. Field: 32 bits, signed. Refused when: as {@link
     * #R_X86_64_PC32}. psABI differs: L + A - P with L the linkage entry.
     */
    static final int R_X86_64_PLT32 = 4;

    /**
     * Formula: S + A. Field: 32 bits, zero-extended. Refused when: one of the 4 bytes is not zero before, or X is not
     * within 0 &lt;= X &lt; 2^32. psABI differs: it ignores what the field held.
     */
    static final int R_X86_64_32 = 10;

    /**
     * Formula: S + A. Field: 32 bits, sign-extended. Refused when: one of the 4 bytes is not zero before, or X is not
     * within -2^31 &lt;= X &lt; 2^31. psABI differs: it ignores what the field held.
     */
    static final int R_X86_64_32S = 11;

    /**
     * Formula: S + A - P. Field: 64 bits. Refused when: one of the 8 bytes is not zero before. psABI differs: it ignores
     * what the field held.
     */
    static final int R_X86_64_PC64 = 24;

    private X86_64RelocationTypes() {}
}
