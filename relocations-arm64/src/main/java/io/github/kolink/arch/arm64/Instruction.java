// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

/**
 * The instructions that linkage entries and veneers are made of, as {@code aarch64_insn_gen_*} makes them
 * (arch/arm64/lib/insn.c 6.1). Addresses are [kernel virtual address, unsigned].
 */
final class Instruction {
    /** Bytes of an instruction. */
    static final int SIZE = 4;
    /** The register a branch may destroy (IP0). */
    static final int X16 = 16;
    /** {@code br x16}. */
    static final int BR_X16 = 0xd61f0200;
    /** What the kernel writes instead of an instruction that it cannot encode: {@code brk #0x100}. */
    static final int BREAK_FAULT = 0xd4202000;

    private static final int ADRP = 0x90000000;
    private static final int ADRP_MASK = 0x9f000000;
    private static final int ADD_64 = 0x91000000;
    private static final int B = 0x14000000;
    private static final int ADR_IMMEDIATE = (3 << 29) | (0x7ffff << 5);
    private static final int PAGE_BITS = 12;

    private Instruction() {}

    /** The 4 KiB page of an address, on kernels with larger pages too. */
    static long page(long address) {
        return address & -(1L << PAGE_BITS);
    }

    /** Whether a value is a signed number of so many bits. */
    static boolean fits(long value, int bits) {
        int unused = Long.SIZE - bits;
        return value == (value << unused) >> unused;
    }

    /**
     * {@code adrp rd, page(target)}. The distance in pages is cut to 32 bits before it is tested, so that a target far
     * beyond 4 GiB gives {@link #BREAK_FAULT} or, unnoticed, an instruction that leads elsewhere.
     */
    static int adrp(int register, long pc, long target) {
        int pages = (int) ((target - page(pc)) >> PAGE_BITS);
        return fits(pages, 21) ? withAdrImmediate(ADRP | register, pages) : BREAK_FAULT;
    }

    /** {@code add register, register, #(target & 0xfff)}. */
    static int addLow12(int register, long target) {
        return ADD_64 | ((int) (target & 0xfff) << 10) | (register << 5) | register;
    }

    /** {@code b target}, or {@link #BREAK_FAULT} if an address is not aligned or the distance too large. */
    static int b(long pc, long target) {
        long distance = target - pc;
        boolean encodable = ((pc | target) & 3) == 0 && fits(distance, 28);
        return encodable ? B | ((int) (distance >> 2) & 0x3ffffff) : BREAK_FAULT;
    }

    /** Puts the low 21 bits of a value into immhi [bits 23:5] and immlo [bits 30:29]. */
    static int withAdrImmediate(int instruction, long immediate) {
        int low = (int) (immediate & 3) << 29;
        int high = (int) ((immediate >> 2) & 0x7ffff) << 5;
        return (instruction & ~ADR_IMMEDIATE) | low | high;
    }

    /** The page an ADRP at an address leads to; the instruction must be one. */
    static long adrpTarget(int adrp, long pc) {
        int pages = (((adrp >> 5) & 0x7ffff) << 2) | ((adrp >> 29) & 3);
        return page(pc) + (((long) pages << 43) >> (43 - PAGE_BITS));
    }

    /**
     * The same as {@link #adrpTarget}, with the distance cut to 32 bits as {@code aarch64_insn_adrp_get_offset} does, by
     * which the kernel compares entries.
     */
    static long adrpTargetCompared(int adrp, long pc) {
        return page(pc) + (int) (adrpTarget(adrp, pc) - page(pc));
    }

    /** Whether an instruction is an ADRP. */
    static boolean isAdrp(int instruction) {
        return (instruction & ADRP_MASK) == ADRP;
    }
}
