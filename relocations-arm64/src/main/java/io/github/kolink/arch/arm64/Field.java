// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static io.github.kolink.arch.arm64.Instruction.fits;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED_MISALIGNED;
import static io.github.kolink.relocate.RelocationOutcome.OVERFLOW;

import io.github.kolink.layout.SectionMemory;
import io.github.kolink.relocate.RelocationOutcome;

/**
 * Writes a value into a field and tests it, in this order ({@code reloc_data}, {@code reloc_insn_movw}, {@code
 * reloc_insn_imm}, arch/arm64/kernel/module.c 6.1). Data has the target's byte order, instructions are little-endian
 * always; instruction bits outside the field are kept. {@code offset} is [bytes into the section], X the value before it
 * is cut to the field.
 */
final class Field {
    private static final int MOVZ = 0x40000000;
    private static final int MOVZ_MOVN_MASK = 0x60000000;

    private Field() {}

    static RelocationOutcome word64(SectionMemory target, long offset, long x) {
        target.put64(offset, x);
        return APPLIED;
    }

    /** 0 &lt;= X &lt; 2^32. */
    static RelocationOutcome word32u(SectionMemory target, long offset, long x) {
        target.put32(offset, (int) x);
        return x >>> 32 == 0 ? APPLIED : OVERFLOW;
    }

    /** -2^31 &lt;= X &lt; 2^31. */
    static RelocationOutcome word32s(SectionMemory target, long offset, long x) {
        target.put32(offset, (int) x);
        return (int) x == x ? APPLIED : OVERFLOW;
    }

    /** 0 &lt;= X &lt; 2^16. */
    static RelocationOutcome word16u(SectionMemory target, long offset, long x) {
        target.put16(offset, (int) x);
        return x >>> 16 == 0 ? APPLIED : OVERFLOW;
    }

    /** -2^15 &lt;= X &lt; 2^15. */
    static RelocationOutcome word16s(SectionMemory target, long offset, long x) {
        target.put16(offset, (int) x);
        return (short) x == x ? APPLIED : OVERFLOW;
    }

    /** imm16 [bits 20:5] from bit {@code low} of X upwards, opcode kept; every X. */
    static RelocationOutcome movw(SectionMemory target, long offset, long x, int low) {
        putImm16(target, offset, target.getLittle32(offset), x >> low);
        return APPLIED;
    }

    /** As {@link #movw}; 0 &lt;= X &lt; 2^(low+16). */
    static RelocationOutcome movwu(SectionMemory target, long offset, long x, int low) {
        movw(target, offset, x, low);
        return x >>> (low + 16) == 0 ? APPLIED : OVERFLOW;
    }

    /** As {@link #movw}, opcode MOVZ, or MOVN of the inverted bits if X &lt; 0; -2^(low+16) &lt;= X &lt; 2^(low+16). */
    static RelocationOutcome movzn(SectionMemory target, long offset, long x, int low) {
        int opcode = target.getLittle32(offset) & ~MOVZ_MOVN_MASK;
        long bits = x ^ (x >> 63);
        putImm16(target, offset, x < 0 ? opcode : opcode | MOVZ, bits >> low);
        return low == 48 || bits >>> (low + 16) == 0 ? APPLIED : OVERFLOW;
    }

    private static void putImm16(SectionMemory target, long offset, int instruction, long value) {
        target.putLittle32(offset, (instruction & ~(0xffff << 5)) | ((int) (value & 0xffff) << 5));
    }

    /** imm12 [bits 21:10] from X modulo 4096 in units of 2^scale; every X, but its lowest {@code scale} bits are lost. */
    static RelocationOutcome lo12(SectionMemory target, long offset, long x, int scale) {
        int instruction = target.getLittle32(offset) & ~(0xfff << 10);
        target.putLittle32(offset, instruction | ((int) ((x & 0xfff) >> scale) << 10));
        return (x & ((1L << scale) - 1)) == 0 ? APPLIED : APPLIED_MISALIGNED;
    }

    /** imm14 [bits 18:5] in units of 4; -2^15 &lt;= X &lt; 2^15. */
    static RelocationOutcome imm14(SectionMemory target, long offset, long x) {
        return words(target, offset, x, 14, 5);
    }

    /** imm19 [bits 23:5] in units of 4; -2^20 &lt;= X &lt; 2^20. */
    static RelocationOutcome imm19(SectionMemory target, long offset, long x) {
        return words(target, offset, x, 19, 5);
    }

    /** imm26 [bits 25:0] in units of 4; -2^27 &lt;= X &lt; 2^27. */
    static RelocationOutcome imm26(SectionMemory target, long offset, long x) {
        return words(target, offset, x, 26, 0);
    }

    private static RelocationOutcome words(SectionMemory target, long offset, long x, int width, int shift) {
        int mask = (1 << width) - 1;
        int instruction = target.getLittle32(offset) & ~(mask << shift);
        target.putLittle32(offset, instruction | (((int) (x >> 2) & mask) << shift));
        if (!fits(x, width + 2)) {
            return OVERFLOW;
        }
        return (x & 3) == 0 ? APPLIED : APPLIED_MISALIGNED;
    }

    /** immhi, immlo [bits 23:5, 30:29]; -2^20 &lt;= X &lt; 2^20. */
    static RelocationOutcome adr(SectionMemory target, long offset, long x) {
        target.putLittle32(offset, Instruction.withAdrImmediate(target.getLittle32(offset), x));
        return fits(x, 21) ? APPLIED : OVERFLOW;
    }

    /** immhi, immlo [bits 23:5, 30:29] in pages; -2^32 &lt;= X &lt; 2^32. */
    static RelocationOutcome adrp(SectionMemory target, long offset, long x) {
        return adr(target, offset, x >> 12);
    }
}
