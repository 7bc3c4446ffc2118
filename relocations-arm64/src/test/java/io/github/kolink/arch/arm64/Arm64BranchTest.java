// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_ADR_PREL_PG_HI21;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_ADR_PREL_PG_HI21_NC;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_CALL26;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_JUMP26;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED_BY_BROKEN_VENEER;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED_BY_VENEER;
import static io.github.kolink.relocate.RelocationOutcome.APPLIED_MISALIGNED;
import static io.github.kolink.relocate.RelocationOutcome.NO_VENEER_LEFT;
import static io.github.kolink.relocate.RelocationOutcome.OUT_OF_BOUNDS;
import static io.github.kolink.relocate.RelocationOutcome.OVERFLOW;
import static io.github.kolink.relocate.RelocationOutcome.UNKNOWN_TYPE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.RelocationOutcome;
import io.github.kolink.relocate.Relocator;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Branches and ADRP that take a detour. Core and init code have linkage tables of two slots and one to spare. */
class Arm64BranchTest {
    private static final int TEXT = 1;
    private static final int PLT = 2;
    private static final int INIT_TEXT = 3;
    private static final int INIT_PLT = 4;
    private static final long CORE = 0xffff800008000000L;
    private static final long INIT = 0xffff800008100000L;
    private static final int SIZE = 0x2000;
    private static final long FAR = 0xffff800012345678L;
    private static final int BL = 0x94000000;
    private static final int ADRP_X7 = 0x90000007;

    private static final KernelFacts KERNEL = KernelFacts.of("6.1", Arm64Facts.USUAL);
    private static final KernelFacts CORTEX_A53 = KERNEL.with(Arm64Facts.ERRATUM_843419, true);

    private PlacedModule placed;
    private final List<Report> reports = new ArrayList<>();

    private record Report(int entry, RelocationOutcome outcome, long value) {}

    private void place(int pltAt, long core) {
        int code = ElfConstants.SHF_ALLOC | ElfConstants.SHF_EXECINSTR;
        ElfFile file = ElfWriter.of(new Arm64Architecture().machine())
                .section(".text", code, new byte[SIZE])
                .noBits(".plt", code, 64, 3 * PltTable.SLOT)
                .section(".init.text", code, new byte[SIZE])
                .noBits(".init.plt", code, 64, 3 * PltTable.SLOT)
                .parse("m.ko");
        long size = 2L * SIZE;
        ModuleLayout layout = new ModuleLayout(
                file.sections(),
                List.of(
                        new MemoryRegion(RegionKind.CORE, pltAt + 64, 4096),
                        new MemoryRegion(RegionKind.INIT, size, 4096)),
                Map.of(
                        TEXT, new SectionPlacement(RegionKind.CORE, 0),
                        PLT, new SectionPlacement(RegionKind.CORE, pltAt),
                        INIT_TEXT, new SectionPlacement(RegionKind.INIT, 0),
                        INIT_PLT, new SectionPlacement(RegionKind.INIT, SIZE)),
                LayoutPlan.NONE);
        placed = new PlacedModule(
                KernelModule.of(file),
                layout,
                new RegionAddresses(Map.of(RegionKind.CORE, core, RegionKind.INIT, INIT), Map.of()));
    }

    private SectionMemory memory(int section) {
        return placed.memory(section).orElseThrow();
    }

    private Relocator relocator(KernelFacts facts) {
        if (placed == null) {
            place(SIZE, CORE);
        }
        return new Arm64Architecture().relocator(placed, facts);
    }

    /** Relocates one section; the symbols are given by value, from index 1. */
    private void apply(Relocator relocator, String section, int index, long[] values, Relocation... relocations) {
        ElfFile file = ElfWriter.of(new Arm64Architecture().machine())
                .section(".text", 0, new byte[0])
                .section(".plt", 0, new byte[0])
                .section(".init.text", 0, new byte[0])
                .rela(section, relocations)
                .parse("r.ko");
        long[] symbols = new long[values.length + 1];
        System.arraycopy(values, 0, symbols, 1, values.length);
        relocator.apply(
                file.relocations(file.sections().get(4)),
                symbols,
                memory(index),
                (entry, outcome, value) -> reports.add(new Report(entry, outcome, value)));
    }

    private Report text(KernelFacts facts, int type, long offset, int instruction, long s) {
        Relocator relocator = relocator(facts);
        memory(TEXT).putLittle32(offset, instruction);
        apply(relocator, ".text", TEXT, new long[] {s}, new Relocation(offset, 1, type, 0));
        return reports.isEmpty() ? new Report(0, APPLIED, s) : reports.get(reports.size() - 1);
    }

    private static Relocation call(long offset, int symbol) {
        return new Relocation(offset, symbol, R_AARCH64_CALL26, 0);
    }

    private static int b(long from, long to) {
        return 0x14000000 | ((int) ((to - from) >> 2) & 0x3ffffff);
    }

    @Test
    void aBranchInReachIsDirect() {
        assertEquals(
                APPLIED,
                text(KERNEL, R_AARCH64_CALL26, 8, BL, CORE + 8 + 0x7fffffc).outcome());
        assertEquals(0x95ffffff, memory(TEXT).getLittle32(8));
        assertEquals(0, memory(PLT).getLittle32(0));
    }

    @Test
    void aBranchOutOfReachGoesThroughAnEntry() {
        long slot = CORE + SIZE;
        for (int type : new int[] {R_AARCH64_CALL26, R_AARCH64_JUMP26}) {
            placed = null;
            assertEquals(new Report(0, APPLIED_BY_VENEER, slot), text(KERNEL, type, 8, BL, FAR));
            assertEquals(b(CORE + 8, slot) | BL, memory(TEXT).getLittle32(8));
            assertEquals(Instruction.adrp(16, slot, FAR), memory(PLT).getLittle32(0));
            assertEquals(0xd61f0200, memory(PLT).getLittle32(8));
            assertEquals(0, memory(INIT_PLT).getLittle32(0));
        }
    }

    @Test
    void theFirstValueOutOfReachGoesThroughAnEntry() {
        assertEquals(
                APPLIED_BY_VENEER,
                text(KERNEL, R_AARCH64_CALL26, 8, BL, CORE + 8 + 0x8000000).outcome());
        reports.clear();
        assertEquals(
                APPLIED,
                text(KERNEL, R_AARCH64_CALL26, 8, BL, CORE + 8 - 0x8000000).outcome());
    }

    @Test
    void initCodeUsesTheInitTable() {
        apply(relocator(KERNEL), ".init.text", INIT_TEXT, new long[] {FAR}, call(0, 1));
        assertEquals(List.of(new Report(0, APPLIED_BY_VENEER, INIT + SIZE)), reports);
        assertEquals(0xd61f0200, memory(INIT_PLT).getLittle32(8));
        assertEquals(0, memory(PLT).getLittle32(8));
    }

    @Test
    void theTablesLastForTheWholeLink() {
        Relocator relocator = relocator(KERNEL);
        apply(relocator, ".text", TEXT, new long[] {FAR}, call(0, 1));
        apply(relocator, ".init.text", INIT_TEXT, new long[] {FAR}, call(0, 1));
        apply(relocator, ".text", TEXT, new long[] {FAR, FAR + 4}, call(4, 1), call(8, 2));
        long slot = CORE + SIZE;
        assertEquals(
                List.of(slot, INIT + SIZE, slot, slot + PltTable.SLOT),
                reports.stream().map(Report::value).toList());
    }

    @Test
    void whenNoSlotIsLeftTheBranchIsRefusedAndTheNextRelocationApplied() {
        apply(
                relocator(KERNEL),
                ".text",
                TEXT,
                new long[] {FAR, FAR + 4, FAR + 8, CORE},
                call(0, 1),
                call(4, 2),
                call(8, 3),
                call(12, 4));
        assertEquals(new Report(2, NO_VENEER_LEFT, FAR + 8), reports.get(2));
        assertEquals(3, reports.size());
        assertEquals(0x3fffffd, memory(TEXT).getLittle32(12));
    }

    @Test
    void withoutTablesABranchOutOfReachOverflows() {
        KernelFacts none = KERNEL.with(Arm64Facts.MODULE_PLTS, false);
        assertEquals(new Report(0, OVERFLOW, FAR), text(none, R_AARCH64_CALL26, 8, BL, FAR));
        reports.clear();
        assertEquals(
                APPLIED_BY_VENEER,
                text(none.asRelease("6.5"), R_AARCH64_CALL26, 8, BL, FAR).outcome());
    }

    @Test
    void aTableOutOfReachOverflowsWithItsAddress() {
        place(0x8001000, CORE);
        assertEquals(new Report(0, OVERFLOW, CORE + 0x8001000), text(KERNEL, R_AARCH64_CALL26, 8, BL, 0));
    }

    @Test
    void aCallOfAWeakUndefinedSymbolGetsAnEntryThatDoesNotReach() {
        assertEquals(new Report(0, APPLIED_BY_BROKEN_VENEER, CORE + SIZE), text(KERNEL, R_AARCH64_CALL26, 8, BL, 0));
        assertEquals(
                0xffff800000000000L,
                Instruction.adrpTarget(memory(PLT).getLittle32(0), CORE + SIZE),
                "the distance is cut to 32 bits before it is tested, and happens to fit");
    }

    @Test
    void aMisalignedBranchIsReported() {
        assertEquals(
                APPLIED_MISALIGNED,
                text(KERNEL, R_AARCH64_CALL26, 8, BL, CORE + 0x102).outcome());
        assertEquals(
                APPLIED_MISALIGNED, text(KERNEL, R_AARCH64_CALL26, 6, BL, FAR).outcome());
    }

    @Test
    void instructionsAreLittleEndianOnBigEndianKernels() {
        byte[] bytes = new byte[8];
        SectionMemory big = new SectionMemory(bytes, 0, 8, CORE, ByteOrder.BIG_ENDIAN);
        Field.imm26(big, 0, 4);
        Field.word32u(big, 4, 1);
        assertEquals("[1, 0, 0, 0, 0, 0, 0, 1]", Arrays.toString(bytes));
    }

    @Test
    void withoutTheErratumAnAdrpStaysAnAdrp() {
        long s = CORE + 0x1234567;
        assertEquals(
                APPLIED,
                text(KERNEL, R_AARCH64_ADR_PREL_PG_HI21, 0xff8, ADRP_X7, s).outcome());
        assertEquals(Instruction.adrp(7, CORE + 0xff8, s), memory(TEXT).getLittle32(0xff8));
    }

    @Test
    void withTheErratumAnAdrpElsewhereStaysAnAdrp() {
        long s = CORE + 0x1234567;
        assertEquals(
                APPLIED,
                text(CORTEX_A53, R_AARCH64_ADR_PREL_PG_HI21, 0xff4, ADRP_X7, s).outcome());
        assertEquals(Instruction.adrp(7, CORE + 0xff4, s), memory(TEXT).getLittle32(0xff4));
    }

    /** Bytes from aarch64-linux-gnu-as: {@code adr x7, .+8}. */
    @Test
    void aForbiddenAdrpBecomesAnAdrWhereThatReaches() {
        for (int type : new int[] {R_AARCH64_ADR_PREL_PG_HI21, R_AARCH64_ADR_PREL_PG_HI21_NC}) {
            Report report = text(CORTEX_A53, type, 0xff8, ADRP_X7, CORE + 0x1234);
            assertEquals(new Report(0, APPLIED_BY_VENEER, CORE + 0x1234), report);
            assertEquals(0x10000047, memory(TEXT).getLittle32(0xff8));
        }
    }

    @Test
    void aForbiddenAdrpBecomesABranchToAVeneer() {
        long s = CORE + 0x1234567;
        long slot = CORE + SIZE;
        Report report = text(CORTEX_A53, R_AARCH64_ADR_PREL_PG_HI21, 0xffc, ADRP_X7, s);
        assertEquals(new Report(0, APPLIED_BY_VENEER, slot), report);
        assertEquals(b(CORE + 0xffc, slot), memory(TEXT).getLittle32(0xffc));
        assertEquals(Instruction.adrp(7, slot, s), memory(PLT).getLittle32(0));
        assertEquals(0x910000e7, memory(PLT).getLittle32(4), "add x7, x7, #0");
        assertEquals(b(slot + 8, CORE + 0x1000), memory(PLT).getLittle32(8));
    }

    @Test
    void theAdrReachesOneMegabyte() {
        long place = CORE + 0x1ff8;
        text(CORTEX_A53, R_AARCH64_ADR_PREL_PG_HI21, 0x1ff8, ADRP_X7, place + 0xfffff);
        assertEquals(0, memory(PLT).getLittle32(0), "its page is 0xff008 away");
        assertEquals(
                new Report(0, APPLIED_BY_VENEER, CORE + SIZE),
                text(CORTEX_A53, R_AARCH64_ADR_PREL_PG_HI21, 0x1ff8, ADRP_X7, place + 0x100008),
                "its page is 0x100008 away");
    }

    @Test
    void aVeneerThatDoesNotReachIsReported() {
        Report report = text(CORTEX_A53, R_AARCH64_ADR_PREL_PG_HI21, 0xff8, ADRP_X7, CORE + 0x200000000L);
        assertEquals(APPLIED_BY_BROKEN_VENEER, report.outcome());
    }

    @Test
    void whenNoSlotIsLeftTheAdrpIsRefused() {
        Relocation[] three = new Relocation[3];
        Arrays.setAll(three, i -> new Relocation(0xff8, 1, R_AARCH64_ADR_PREL_PG_HI21, 0));
        apply(relocator(CORTEX_A53), ".text", TEXT, new long[] {FAR}, three);
        assertEquals(
                List.of(APPLIED_BY_VENEER, APPLIED_BY_VENEER, NO_VENEER_LEFT),
                reports.stream().map(Report::outcome).toList());
    }

    @Test
    void aPlaceNobodyTouchesIsNotOutside() {
        apply(
                relocator(KERNEL),
                ".text",
                TEXT,
                new long[] {FAR},
                new Relocation(-1, 1, 0, 0),
                new Relocation(SIZE + 4, 1, 256, 0),
                new Relocation(SIZE + 4, 1, 311, 0),
                new Relocation(0, 2, 256, 0));
        assertEquals(
                List.of(UNKNOWN_TYPE, OUT_OF_BOUNDS),
                reports.stream().map(Report::outcome).toList());
    }
}
