// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

/**
 * The types the kernel or modutils applies. X is the formula's value modulo 2^32, signed where it is a distance. With
 * {@code SHT_REL} A is what the field holds, sign-extended. All other types are refused; {@code relocations.csv} names
 * them.
 */
final class M68kRelocationTypes {
    /** Formula: none. Field: none. Refused when: always; modutils passed over it. psABI differs: it is a no-op. */
    static final int R_68K_NONE = 0;

    /** Formula: S + A. Field: 32 bits. Refused when: never. psABI differs: no. */
    static final int R_68K_32 = 1;

    /**
     * Formula: S + A. Field: 16 bits. Refused when: always; modutils applied 0 &lt;= X &lt; 2^16. psABI differs: it
     * defines the type.
     */
    static final int R_68K_16 = 2;

    /**
     * Formula: S + A. Field: 8 bits. Refused when: always; modutils applied 0 &lt;= X &lt; 2^8. psABI differs: it defines
     * the type.
     */
    static final int R_68K_8 = 3;

    /** Formula: S + A - P. Field: 32 bits. Refused when: never. psABI differs: no. */
    static final int R_68K_PC32 = 4;

    /**
     * Formula: S + A - P. Field: 16 bits. Refused when: always; modutils applied -2^15 &lt;= X &lt; 2^15. psABI differs:
     * it defines the type.
     */
    static final int R_68K_PC16 = 5;

    /**
     * Formula: S + A - P. Field: 8 bits. Refused when: always; modutils applied -2^7 &lt;= X &lt; 2^7. psABI differs: it
     * defines the type.
     */
    static final int R_68K_PC8 = 6;

    private M68kRelocationTypes() {}
}
