// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

/**
 * The relocation types arm64 kernels apply (arch/arm64/kernel/module.c 6.1 and 7.3: the same 39), with the kernel's and
 * the psABI's rules. X is the value of the formula before it is cut to the field. The other numbers are in {@code
 * relocations.csv}.
 */
final class Arm64RelocationTypes {
    /**
     * Formula: none. Field: none.
     * Refused when: never.
     * AAELF64 differs: the name: there this number is R_AARCH64_NONE.
     */
    static final int R_ARM_NONE = 0;

    /**
     * Formula: none. Field: none.
     * Refused when: never.
     * AAELF64 differs: withdrawn; to be treated as number 0.
     */
    static final int R_AARCH64_NONE = 256;

    /**
     * Formula: S+A. Field: word64.
     * Refused when: never.
     */
    static final int R_AARCH64_ABS64 = 257;

    /**
     * Formula: S+A. Field: word32.
     * Refused when: not 0 &lt;= X &lt; 2^32.
     * AAELF64 differs: negative values are allowed: -2^31 &lt;= X &lt; 2^32.
     */
    static final int R_AARCH64_ABS32 = 258;

    /**
     * Formula: S+A. Field: word16.
     * Refused when: not 0 &lt;= X &lt; 2^16.
     * AAELF64 differs: negative values are allowed: -2^15 &lt;= X &lt; 2^16.
     */
    static final int R_AARCH64_ABS16 = 259;

    /**
     * Formula: S+A-P. Field: word64.
     * Refused when: never.
     */
    static final int R_AARCH64_PREL64 = 260;

    /**
     * Formula: S+A-P. Field: word32.
     * Refused when: not -2^31 &lt;= X &lt; 2^31.
     * AAELF64 differs: distances up to 2^32 are allowed: -2^31 &lt;= X &lt; 2^32.
     */
    static final int R_AARCH64_PREL32 = 261;

    /**
     * Formula: S+A-P. Field: word16.
     * Refused when: not -2^15 &lt;= X &lt; 2^15.
     * AAELF64 differs: distances up to 2^16 are allowed: -2^15 &lt;= X &lt; 2^16.
     */
    static final int R_AARCH64_PREL16 = 262;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[15:0]; opcode kept.
     * Refused when: not 0 &lt;= X &lt; 2^16.
     */
    static final int R_AARCH64_MOVW_UABS_G0 = 263;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[15:0]; opcode kept.
     * Refused when: never.
     */
    static final int R_AARCH64_MOVW_UABS_G0_NC = 264;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[31:16]; opcode kept.
     * Refused when: not 0 &lt;= X &lt; 2^32.
     */
    static final int R_AARCH64_MOVW_UABS_G1 = 265;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[31:16]; opcode kept.
     * Refused when: never.
     */
    static final int R_AARCH64_MOVW_UABS_G1_NC = 266;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[47:32]; opcode kept.
     * Refused when: not 0 &lt;= X &lt; 2^48.
     */
    static final int R_AARCH64_MOVW_UABS_G2 = 267;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[47:32]; opcode kept.
     * Refused when: never.
     */
    static final int R_AARCH64_MOVW_UABS_G2_NC = 268;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[63:48]; opcode kept.
     * Refused when: never.
     */
    static final int R_AARCH64_MOVW_UABS_G3 = 269;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[15:0]; opcode MOVZ or MOVN by the sign.
     * Refused when: not -2^16 &lt;= X &lt; 2^16.
     */
    static final int R_AARCH64_MOVW_SABS_G0 = 270;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[31:16]; opcode MOVZ or MOVN by the sign.
     * Refused when: not -2^32 &lt;= X &lt; 2^32.
     */
    static final int R_AARCH64_MOVW_SABS_G1 = 271;

    /**
     * Formula: S+A. Field: imm16 [20:5] &lt;- X[47:32]; opcode MOVZ or MOVN by the sign.
     * Refused when: not -2^48 &lt;= X &lt; 2^48.
     */
    static final int R_AARCH64_MOVW_SABS_G2 = 272;

    /**
     * Formula: S+A-P. Field: imm19 [23:5] &lt;- X[20:2].
     * Refused when: not -2^20 &lt;= X &lt; 2^20.
     */
    static final int R_AARCH64_LD_PREL_LO19 = 273;

    /**
     * Formula: S+A-P. Field: immhi:immlo [23:5 30:29] &lt;- X[20:0].
     * Refused when: not -2^20 &lt;= X &lt; 2^20.
     */
    static final int R_AARCH64_ADR_PREL_LO21 = 274;

    /**
     * Formula: Page(S+A)-Page(P). Field: immhi:immlo [23:5 30:29] &lt;- X[32:12].
     * Refused when: not -2^32 &lt;= X &lt; 2^32.
     */
    static final int R_AARCH64_ADR_PREL_PG_HI21 = 275;

    /**
     * Formula: Page(S+A)-Page(P). Field: immhi:immlo [23:5 30:29] &lt;- X[32:12].
     * Refused when: never.
     */
    static final int R_AARCH64_ADR_PREL_PG_HI21_NC = 276;

    /**
     * Formula: S+A. Field: imm12 [21:10] &lt;- X[11:0].
     * Refused when: never.
     */
    static final int R_AARCH64_ADD_ABS_LO12_NC = 277;

    /**
     * Formula: S+A. Field: imm12 [21:10] &lt;- X[11:0].
     * Refused when: never.
     */
    static final int R_AARCH64_LDST8_ABS_LO12_NC = 278;

    /**
     * Formula: S+A-P. Field: imm14 [18:5] &lt;- X[15:2].
     * Refused when: not -2^15 &lt;= X &lt; 2^15.
     */
    static final int R_AARCH64_TSTBR14 = 279;

    /**
     * Formula: S+A-P. Field: imm19 [23:5] &lt;- X[20:2].
     * Refused when: not -2^20 &lt;= X &lt; 2^20.
     */
    static final int R_AARCH64_CONDBR19 = 280;

    /**
     * Formula: S+A-P. Field: imm26 [25:0] &lt;- X[27:2].
     * Refused when: not -2^27 &lt;= X &lt; 2^27, and no linkage entry helps.
     * AAELF64 differs: a weak undefined target is not specified; the kernel branches to A.
     */
    static final int R_AARCH64_JUMP26 = 282;

    /**
     * Formula: S+A-P. Field: imm26 [25:0] &lt;- X[27:2].
     * Refused when: not -2^27 &lt;= X &lt; 2^27, and no linkage entry helps.
     * AAELF64 differs: a call of a weak undefined symbol goes to the next instruction; the kernel branches to A.
     */
    static final int R_AARCH64_CALL26 = 283;

    /**
     * Formula: S+A. Field: imm12 [21:10] &lt;- X[11:1].
     * Refused when: never.
     * AAELF64 differs: X should be checked to be aligned to 2.
     */
    static final int R_AARCH64_LDST16_ABS_LO12_NC = 284;

    /**
     * Formula: S+A. Field: imm12 [21:10] &lt;- X[11:2].
     * Refused when: never.
     * AAELF64 differs: X should be checked to be aligned to 4.
     */
    static final int R_AARCH64_LDST32_ABS_LO12_NC = 285;

    /**
     * Formula: S+A. Field: imm12 [21:10] &lt;- X[11:3].
     * Refused when: never.
     * AAELF64 differs: X should be checked to be aligned to 8.
     */
    static final int R_AARCH64_LDST64_ABS_LO12_NC = 286;

    /**
     * Formula: S+A-P. Field: imm16 [20:5] &lt;- X[15:0]; opcode MOVZ or MOVN by the sign.
     * Refused when: not -2^16 &lt;= X &lt; 2^16.
     */
    static final int R_AARCH64_MOVW_PREL_G0 = 287;

    /**
     * Formula: S+A-P. Field: imm16 [20:5] &lt;- X[15:0]; opcode kept.
     * Refused when: never.
     * AAELF64 differs: for MOVK only.
     */
    static final int R_AARCH64_MOVW_PREL_G0_NC = 288;

    /**
     * Formula: S+A-P. Field: imm16 [20:5] &lt;- X[31:16]; opcode MOVZ or MOVN by the sign.
     * Refused when: not -2^32 &lt;= X &lt; 2^32.
     */
    static final int R_AARCH64_MOVW_PREL_G1 = 289;

    /**
     * Formula: S+A-P. Field: imm16 [20:5] &lt;- X[31:16]; opcode kept.
     * Refused when: never.
     * AAELF64 differs: for MOVK only.
     */
    static final int R_AARCH64_MOVW_PREL_G1_NC = 290;

    /**
     * Formula: S+A-P. Field: imm16 [20:5] &lt;- X[47:32]; opcode MOVZ or MOVN by the sign.
     * Refused when: not -2^48 &lt;= X &lt; 2^48.
     */
    static final int R_AARCH64_MOVW_PREL_G2 = 291;

    /**
     * Formula: S+A-P. Field: imm16 [20:5] &lt;- X[47:32]; opcode kept.
     * Refused when: never.
     * AAELF64 differs: for MOVK only.
     */
    static final int R_AARCH64_MOVW_PREL_G2_NC = 292;

    /**
     * Formula: S+A-P. Field: imm16 [20:5] &lt;- X[63:48]; opcode MOVZ or MOVN by the sign.
     * Refused when: never.
     */
    static final int R_AARCH64_MOVW_PREL_G3 = 293;

    /**
     * Formula: S+A. Field: imm12 [21:10] &lt;- X[11:4].
     * Refused when: never.
     * AAELF64 differs: X should be checked to be aligned to 16.
     */
    static final int R_AARCH64_LDST128_ABS_LO12_NC = 299;

    private Arm64RelocationTypes() {}

    /** Whether the kernel applies a type. */
    static boolean isApplied(int type) {
        return (type >= R_AARCH64_NONE && type <= R_AARCH64_CONDBR19)
                || (type >= R_AARCH64_JUMP26 && type <= R_AARCH64_MOVW_PREL_G3)
                || type == R_AARCH64_LDST128_ABS_LO12_NC
                || type == R_ARM_NONE;
    }
}
