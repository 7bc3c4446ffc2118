// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static io.github.kolink.arch.arm64.Arm64RelocationTypes.*;
import static io.github.kolink.arch.arm64.Field.*;
import static io.github.kolink.arch.arm64.Instruction.page;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED_BY_BROKEN_VENEER;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED_BY_VENEER;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED_MISALIGNED;
import static io.github.kolink.relocate.RelocationOutcome.NO_VENEER_LEFT;
import static io.github.kolink.relocate.RelocationOutcome.OUT_OF_BOUNDS;
import static io.github.kolink.relocate.RelocationOutcome.OVERFLOW;
import static io.github.kolink.relocate.RelocationOutcome.UNKNOWN_TYPE;

import io.github.kolink.elf.LittleRela64;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.relocate.Outcomes;
import io.github.kolink.relocate.RelocationOutcome;
import io.github.kolink.relocate.Relocator;
import java.nio.ByteOrder;

/**
 * {@code apply_relocate_add} (arch/arm64/kernel/module.c 6.1). Reported values: S+A, or the address of the slot where an
 * entry or a veneer was made.
 */
final class Arm64Relocator implements Relocator {
    private static final int ADR_BIT = 0x80000000;

    private final PlacedModule placed;
    private final boolean hasPlts;
    private final boolean erratum;
    private final PltTable core;
    private final PltTable init;

    /** Index of the section in hand. */
    private int section;
    /** Address of the slot the last relocation was redirected through; 0 if it was not. */
    private long slotAddress;

    Arm64Relocator(PlacedModule placed, KernelFacts facts) {
        this.placed = placed;
        this.hasPlts = Arm64Facts.hasPlts(facts);
        this.erratum = Arm64Facts.worksAround843419(facts);
        this.core = table(PltPlan.CORE);
        this.init = table(PltPlan.INIT);
    }

    /** Without room if the section is missing: then the module is refused before. */
    private PltTable table(String name) {
        SectionMemory memory = PltPlan.named(placed.sections(), name)
                .flatMap(section -> placed.memory(section.index()))
                .orElseGet(() -> new SectionMemory(new byte[0], 0, 0, 0, ByteOrder.LITTLE_ENDIAN));
        return new PltTable(memory, erratum);
    }

    @Override
    public void apply(RelocationTable relocations, long[] symbols, SectionMemory target, Outcomes out) {
        section = relocations.targetSection();
        LittleRela64 entries = relocations.little64();
        for (int at = entries.first(); at < entries.end(); at += LittleRela64.SIZE) {
            at = applyPlain(entries, at, symbols, target, erratum);
            if (at < entries.end()) {
                relocate(relocations, entries.entry(at), symbols, target, out);
            }
        }
    }

    /**
     * Applies entries as long as they are what nearly all are: one of the commonest rows of the table below, and nothing to
     * be told. Returns the place of the first that is not; the table decides about it, whether or not its field was written
     * already: it writes the same. A loop without calls, and with so few variables that they fit the registers.
     */
    private static int applyPlain(
            LittleRela64 entries, int from, long[] symbols, SectionMemory target, boolean erratum) {
        int at = from;
        for (; at < entries.end(); at += LittleRela64.SIZE) {
            int symbol = entries.symbol(at);
            long offset = entries.offset(at);
            if (symbol < 0 || symbol >= symbols.length || !target.holds(offset, Long.BYTES)) {
                return at;
            }
            long SA = symbols[symbol] + entries.addend(at);
            // spotless:off
            boolean applied = switch (entries.type(at)) {
                case R_AARCH64_ABS64               -> word64 (target, offset, SA) == APPLIED;
                case R_AARCH64_PREL32              -> word32s(target, offset, SA - target.address() - offset) == APPLIED;
                case R_AARCH64_ADD_ABS_LO12_NC     -> lo12   (target, offset, SA, 0) == APPLIED;
                case R_AARCH64_ADR_PREL_PG_HI21    -> plainPage21(target, offset, SA, erratum);
                case R_AARCH64_CALL26              -> imm26  (target, offset, SA - target.address() - offset) == APPLIED;
                case R_AARCH64_PREL64              -> word64 (target, offset, SA - target.address() - offset) == APPLIED;
                case R_AARCH64_LDST64_ABS_LO12_NC  -> lo12   (target, offset, SA, 3) == APPLIED;
                case R_AARCH64_LDST32_ABS_LO12_NC  -> lo12   (target, offset, SA, 2) == APPLIED;
                default                            -> false;
            };
            // spotless:on
            if (!applied) {
                return at;
            }
        }
        return at;
    }

    private static boolean plainPage21(SectionMemory target, long offset, long x, boolean erratum) {
        long place = target.address() + offset;
        return !(erratum && PltTable.isForbidden(place)) && adrp(target, offset, page(x) - page(place)) == APPLIED;
    }

    private void relocate(RelocationTable relocations, int entry, long[] symbols, SectionMemory target, Outcomes out) {
        int type = relocations.type(entry);
        int symbol = relocations.symbol(entry);
        long offset = relocations.offset(entry);
        if (symbol < 0
                || symbol >= symbols.length
                || (!target.holds(offset, Long.BYTES) && isOutside(target, offset, type))) {
            out.report(entry, OUT_OF_BOUNDS, 0);
            return;
        }
        long S = symbols[symbol];
        long A = relocations.addend(entry);
        long P = target.address() + offset;
        RelocationOutcome outcome = write(type, target, offset, S, A, P);
        if (outcome != APPLIED) {
            out.report(entry, outcome, slotAddress != 0 ? slotAddress : S + A);
            slotAddress = 0;
        }
    }

    /** Whether the place reaches past the section; never for types whose place nobody touches. */
    private static boolean isOutside(SectionMemory target, long offset, int type) {
        int width = width(type);
        return width != 0 && !target.holds(offset, width);
    }

    private RelocationOutcome write(int type, SectionMemory target, long offset, long S, long A, long P) {
        // spotless:off
        return switch (type) {
            case R_ARM_NONE                     -> APPLIED;
            case R_AARCH64_NONE                 -> APPLIED;
            // data
            case R_AARCH64_ABS64                -> word64 (target, offset, S + A);
            case R_AARCH64_ABS32                -> word32u(target, offset, S + A);
            case R_AARCH64_ABS16                -> word16u(target, offset, S + A);
            case R_AARCH64_PREL64               -> word64 (target, offset, S + A - P);
            case R_AARCH64_PREL32               -> word32s(target, offset, S + A - P);
            case R_AARCH64_PREL16               -> word16s(target, offset, S + A - P);
            // MOVZ, MOVN, MOVK
            case R_AARCH64_MOVW_UABS_G0         -> movwu  (target, offset, S + A, 0);
            case R_AARCH64_MOVW_UABS_G0_NC      -> movw   (target, offset, S + A, 0);
            case R_AARCH64_MOVW_UABS_G1         -> movwu  (target, offset, S + A, 16);
            case R_AARCH64_MOVW_UABS_G1_NC      -> movw   (target, offset, S + A, 16);
            case R_AARCH64_MOVW_UABS_G2         -> movwu  (target, offset, S + A, 32);
            case R_AARCH64_MOVW_UABS_G2_NC      -> movw   (target, offset, S + A, 32);
            case R_AARCH64_MOVW_UABS_G3         -> movw   (target, offset, S + A, 48);
            case R_AARCH64_MOVW_SABS_G0         -> movzn  (target, offset, S + A, 0);
            case R_AARCH64_MOVW_SABS_G1         -> movzn  (target, offset, S + A, 16);
            case R_AARCH64_MOVW_SABS_G2         -> movzn  (target, offset, S + A, 32);
            case R_AARCH64_MOVW_PREL_G0         -> movzn  (target, offset, S + A - P, 0);
            case R_AARCH64_MOVW_PREL_G0_NC      -> movw   (target, offset, S + A - P, 0);
            case R_AARCH64_MOVW_PREL_G1         -> movzn  (target, offset, S + A - P, 16);
            case R_AARCH64_MOVW_PREL_G1_NC      -> movw   (target, offset, S + A - P, 16);
            case R_AARCH64_MOVW_PREL_G2         -> movzn  (target, offset, S + A - P, 32);
            case R_AARCH64_MOVW_PREL_G2_NC      -> movw   (target, offset, S + A - P, 32);
            case R_AARCH64_MOVW_PREL_G3         -> movzn  (target, offset, S + A - P, 48);
            // addresses
            case R_AARCH64_LD_PREL_LO19         -> imm19  (target, offset, S + A - P);
            case R_AARCH64_ADR_PREL_LO21        -> adr    (target, offset, S + A - P);
            case R_AARCH64_ADR_PREL_PG_HI21     -> page21 (target, offset, page(S + A) - page(P), P, true);
            case R_AARCH64_ADR_PREL_PG_HI21_NC  -> page21 (target, offset, page(S + A) - page(P), P, false);
            case R_AARCH64_ADD_ABS_LO12_NC      -> lo12   (target, offset, S + A, 0);
            case R_AARCH64_LDST8_ABS_LO12_NC    -> lo12   (target, offset, S + A, 0);
            case R_AARCH64_LDST16_ABS_LO12_NC   -> lo12   (target, offset, S + A, 1);
            case R_AARCH64_LDST32_ABS_LO12_NC   -> lo12   (target, offset, S + A, 2);
            case R_AARCH64_LDST64_ABS_LO12_NC   -> lo12   (target, offset, S + A, 3);
            case R_AARCH64_LDST128_ABS_LO12_NC  -> lo12   (target, offset, S + A, 4);
            // branches
            case R_AARCH64_TSTBR14              -> imm14  (target, offset, S + A - P);
            case R_AARCH64_CONDBR19             -> imm19  (target, offset, S + A - P);
            case R_AARCH64_JUMP26               -> branch (target, offset, S + A - P, P);
            case R_AARCH64_CALL26               -> branch (target, offset, S + A - P, P);
            default                             -> UNKNOWN_TYPE;
        };
        // spotless:on
    }

    /** Bytes of the place. */
    private static int width(int type) {
        return switch (type) {
            case R_AARCH64_ABS64, R_AARCH64_PREL64 -> Long.BYTES;
            case R_AARCH64_ABS16, R_AARCH64_PREL16 -> Short.BYTES;
            case R_ARM_NONE, R_AARCH64_NONE -> 0;
            default -> Arm64RelocationTypes.isApplied(type) ? Integer.BYTES : 0;
        };
    }

    /** A branch; through a linkage entry if it does not reach and the kernel has them. */
    private RelocationOutcome branch(SectionMemory target, long offset, long x, long place) {
        RelocationOutcome direct = imm26(target, offset, x);
        return direct == OVERFLOW && hasPlts ? branchByPlt(target, offset, x + place, place) : direct;
    }

    /** The linkage table for the section in hand. */
    private PltTable plt() {
        return placed.isInit(section) ? init : core;
    }

    private RelocationOutcome branchByPlt(SectionMemory target, long offset, long to, long place) {
        PltTable plt = plt();
        int slot = plt.branchTo(to);
        if (slot == PltTable.NO_SLOT) {
            return NO_VENEER_LEFT;
        }
        slotAddress = plt.address(slot);
        RelocationOutcome outcome = imm26(target, offset, slotAddress - place);
        if (outcome == OVERFLOW || outcome == APPLIED_MISALIGNED) {
            return outcome;
        }
        return plt.reaches(slot, to) ? APPLIED_BY_VENEER : APPLIED_BY_BROKEN_VENEER;
    }

    /** The distance of pages; by other means where erratum 843419 forbids an ADRP ({@code reloc_insn_adrp}). */
    private RelocationOutcome page21(SectionMemory target, long offset, long x, long place, boolean checked) {
        if (erratum && PltTable.isForbidden(place)) {
            return page21WithoutAdrp(target, offset, x + page(place), place);
        }
        RelocationOutcome outcome = adrp(target, offset, x);
        return checked ? outcome : APPLIED;
    }

    private RelocationOutcome page21WithoutAdrp(SectionMemory target, long offset, long page, long place) {
        if (adr(target, offset, page - place) == APPLIED) {
            target.putLittle32(offset, target.getLittle32(offset) & ~ADR_BIT);
            return APPLIED_BY_VENEER;
        }
        PltTable plt = plt();
        int register = target.getLittle32(offset) & 31;
        int slot = plt.loadPage(register, page, place + Instruction.SIZE);
        if (slot == PltTable.NO_SLOT) {
            return NO_VENEER_LEFT;
        }
        slotAddress = plt.address(slot);
        int b = Instruction.b(place, slotAddress);
        target.putLittle32(offset, b);
        return b != Instruction.BREAK_FAULT && plt.reaches(slot, page) ? APPLIED_BY_VENEER : APPLIED_BY_BROKEN_VENEER;
    }
}
