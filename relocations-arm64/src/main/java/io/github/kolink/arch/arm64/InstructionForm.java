// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

/**
 * The kinds of instruction that relocations are for (AAELF64 2023Q1, "Static AArch64 relocations"), by the bits that tell
 * them (Arm ARM, "A64 instruction set encoding").
 */
enum InstructionForm {
    /** Any word. */
    DATA(0, 0),
    MOVE_WIDE(0x1f800000, 0x12800000),
    LOAD_LITERAL(0x3b000000, 0x18000000),
    ADR(0x9f000000, 0x10000000),
    ADRP(0x9f000000, 0x90000000),
    ADD_IMMEDIATE(0x5f800000, 0x11000000),
    LOAD_STORE_OFFSET(0x3b000000, 0x39000000),
    TEST_BRANCH(0x7e000000, 0x36000000),
    /** {@code B.cond}, {@code BC.cond}, {@code CBZ}, {@code CBNZ}. */
    CONDITIONAL_BRANCH(0x7e000000, 0x34000000, 0xff000000, 0x54000000),
    B(0xfc000000, 0x14000000),
    BL(0xfc000000, 0x94000000);

    private final int mask;
    private final int bits;
    private final int otherMask;
    private final int otherBits;

    InstructionForm(int mask, int bits) {
        this(mask, bits, mask, bits);
    }

    InstructionForm(int mask, int bits, int otherMask, int otherBits) {
        this.mask = mask;
        this.bits = bits;
        this.otherMask = otherMask;
        this.otherBits = otherBits;
    }

    boolean is(int instruction) {
        return (instruction & mask) == bits || (instruction & otherMask) == otherBits;
    }

    /** What a relocation type is for. */
    static InstructionForm of(int type) {
        // spotless:off
        return switch (type) {
            case 263, 264, 265, 266, 267, 268, 269      -> MOVE_WIDE;  // MOVW_UABS
            case 270, 271, 272                          -> MOVE_WIDE;  // MOVW_SABS
            case 287, 288, 289, 290, 291, 292, 293      -> MOVE_WIDE;  // MOVW_PREL
            case 273                                    -> LOAD_LITERAL;
            case 274                                    -> ADR;
            case 275, 276                               -> ADRP;
            case 277                                    -> ADD_IMMEDIATE;
            case 278, 284, 285, 286, 299                -> LOAD_STORE_OFFSET;
            case 279                                    -> TEST_BRANCH;
            case 280                                    -> CONDITIONAL_BRANCH;
            case 282                                    -> B;
            case 283                                    -> BL;
            default                                     -> DATA;
        };
        // spotless:on
    }
}
