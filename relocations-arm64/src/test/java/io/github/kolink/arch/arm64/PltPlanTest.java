// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_ADD_ABS_LO12_NC;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_ADR_PREL_PG_HI21;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_ADR_PREL_PG_HI21_NC;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_CALL26;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_JUMP26;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.elf.ElfWriter.SectionField;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.SyntheticSection;
import io.github.kolink.module.KernelModule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PltPlanTest {
    private static final int CODE = ElfConstants.SHF_ALLOC | ElfConstants.SHF_EXECINSTR;
    private static final int CALL = R_AARCH64_CALL26;
    private static final int JUMP = R_AARCH64_JUMP26;
    private static final int ADRP = R_AARCH64_ADR_PREL_PG_HI21;
    private static final int ADD = R_AARCH64_ADD_ABS_LO12_NC;
    // symbols
    private static final int F = 1;
    private static final int G = 2;
    private static final int H = 3;
    private static final int HERE = 4;
    private static final int IN_INIT = 5;
    // sections
    private static final int TEXT = 1;
    private static final int RELA = 9;

    private static final KernelFacts KERNEL = KernelFacts.of("6.1", Arm64Facts.USUAL);
    private static final KernelFacts CORTEX_A53 = KERNEL.with(Arm64Facts.ERRATUM_843419, true);

    private final Findings findings = new Findings();
    private ElfWriter writer = module();
    private long nextOffset;

    private static ElfWriter module() {
        return ElfWriter.of(new Arm64Architecture().machine())
                .section(".text", ElfConstants.SHT_PROGBITS, CODE, 4, new byte[64])
                .section(".init.text", ElfConstants.SHT_PROGBITS, CODE, 4, new byte[64])
                .section(".exit.text", ElfConstants.SHT_PROGBITS, CODE, 4, new byte[64])
                .section(".data", ElfConstants.SHF_ALLOC | ElfConstants.SHF_WRITE, new byte[64])
                .section(".plt", ElfConstants.SHF_ALLOC, new byte[1])
                .section(".init.plt", ElfConstants.SHF_ALLOC, new byte[1])
                .section(".text.ftrace_trampoline", ElfConstants.SHF_ALLOC, new byte[1])
                .section(".init.text.ftrace_trampoline", ElfConstants.SHF_ALLOC, new byte[1])
                .undefined("f")
                .undefined("g")
                .undefined("h")
                .symbol("here", ".text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC)
                .symbol("in_init", ".init.text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
    }

    private Relocation to(int type, int symbol, long addend) {
        return new Relocation(nextOffset += 4, symbol, type, addend);
    }

    private Relocation call(int symbol) {
        return to(CALL, symbol, 0);
    }

    private LayoutPlan plan(KernelFacts facts) {
        return new Arm64Architecture().plan(KernelModule.of(writer.parse("m.ko")), facts, findings);
    }

    private LayoutPlan plan(KernelFacts facts, Relocation... relocations) {
        writer = module().rela(".text", relocations);
        return plan(facts);
    }

    private long slots(LayoutPlan plan, String table) {
        return synthetic(plan, table).size() / PltTable.SLOT - 1;
    }

    private SyntheticSection synthetic(LayoutPlan plan, String name) {
        return plan.sections().stream()
                .filter(section -> section.section() == writer.sectionIndex(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> order(LayoutPlan plan) {
        RelocationTable table = plan.reordered().get(RELA);
        return IntStream.range(0, table.count()).mapToObj(table::filePosition).toList();
    }

    @Test
    void aModuleWithoutRelocationsGetsEmptyTables() {
        LayoutPlan plan = plan(KERNEL);
        int plt = writer.sectionIndex(".plt");
        assertEquals(new SyntheticSection(plt, CODE, 64, 12), synthetic(plan, ".plt"));
        assertEquals(new SyntheticSection(plt + 1, CODE, 64, 12), synthetic(plan, ".init.plt"));
        assertEquals(new SyntheticSection(plt + 2, CODE, 4, 24), synthetic(plan, ".text.ftrace_trampoline"));
        assertEquals(3, plan.sections().size());
        assertEquals(Map.of(), plan.alignments());
        assertEquals(Map.of(), plan.reordered());
    }

    @ParameterizedTest
    @CsvSource({"6.1,24,3", "6.2,12,3", "6.5,12,3", "6.6,12,4", "6.12,12,4"})
    void laterKernelsNeedOneTrampolineEntryAndOneForInit(String release, long size, int sections) {
        LayoutPlan plan = plan(KERNEL.asRelease(release));
        assertEquals(size, synthetic(plan, ".text.ftrace_trampoline").size());
        assertEquals(sections, plan.sections().size());
        if (sections == 4) {
            assertEquals(size, synthetic(plan, ".init.text.ftrace_trampoline").size());
        }
    }

    @Test
    void oneBranchIsCounted() {
        LayoutPlan plan = plan(KERNEL, call(F));
        assertEquals(1, slots(plan, ".plt"));
        assertEquals(0, slots(plan, ".init.plt"));
        assertEquals(Map.of(), plan.reordered());
    }

    @Test
    void ofBranchesOnlyTheLastStaysOutsideTheGroup() {
        LayoutPlan plan = plan(KERNEL, call(H), call(G), call(F));
        assertEquals(List.of(1, 0, 2), order(plan));
        assertEquals(3, slots(plan, ".plt"));
    }

    @Test
    void aDuplicateOutsideTheGroupIsCountedAgain() {
        assertEquals(3, slots(plan(KERNEL, call(F), call(G), call(F)), ".plt"));
    }

    @Test
    void aDuplicateOutsideTheGroupIsFoundIfItFollowsItsLike() {
        assertEquals(2, slots(plan(KERNEL, call(G), call(F), call(G)), ".plt"));
    }

    @Test
    void withAnotherEntryBehindThemAllBranchesAreInTheGroup() {
        LayoutPlan plan = plan(KERNEL, call(G), call(F), call(G), to(ADD, F, 0));
        assertEquals(2, slots(plan, ".plt"));
        assertEquals(1, order(plan).get(0));
        assertEquals(3, order(plan).get(3));
    }

    @Test
    void theCursorsSwapEntriesBehindTheGroupToo() {
        LayoutPlan plan = plan(KERNEL, to(ADD, F, 0), call(G), to(ADRP, F, 0), call(F));
        assertEquals(List.of(3, 1, 2, 0), order(plan));
    }

    @Test
    void theEntryWhereTheCursorsMeetIsNotTested() {
        LayoutPlan plan = plan(KERNEL, to(ADD, F, 0), call(G), call(F), to(ADD, F, 0));
        assertEquals(List.of(2, 1, 0, 3), order(plan));
        LayoutPlan meeting = plan(KERNEL, call(H), to(ADD, F, 0), call(F));
        assertEquals(List.of(2, 0, 1), order(meeting));
    }

    @Test
    void jumpsComeBeforeCallsAndTakeSlotsOfTheirOwn() {
        LayoutPlan plan = plan(KERNEL, call(F), to(JUMP, G, 0), to(JUMP, F, 0), to(ADD, F, 0));
        assertEquals(List.of(2, 1, 0, 3), order(plan));
        assertEquals(3, slots(plan, ".plt"));
    }

    @Test
    void addendsAreSortedAsSignedNumbers() {
        LayoutPlan plan = plan(
                KERNEL,
                call(G),
                to(CALL, F, 8),
                to(CALL, F, -8),
                to(JUMP, H, 4),
                call(F),
                to(CALL, F, 8),
                to(ADD, F, 0));
        assertEquals(List.of(3, 2, 4, 1, 5, 0, 6), order(plan));
    }

    @Test
    void aBranchWithAddendIsAlwaysCounted() {
        assertEquals(3, slots(plan(KERNEL, to(CALL, F, 4), to(CALL, F, 4), to(CALL, F, 4), to(ADD, F, 0)), ".plt"));
        assertEquals(1, slots(plan(KERNEL, call(F), call(F), call(F), to(ADD, F, 0)), ".plt"));
    }

    @Test
    void aBranchInsideTheSectionIsNotCountedWhateverItsAddend() {
        LayoutPlan plan = plan(KERNEL, call(HERE), to(CALL, HERE, 4), call(IN_INIT));
        assertEquals(1, slots(plan, ".plt"));
        assertEquals(List.of(2, 1, 0), order(plan));
    }

    @Test
    void aSymbolIndexOutsideTheTableIsCounted() {
        assertEquals(2, slots(plan(KERNEL, call(100), call(-1)), ".plt"));
    }

    @Test
    void initCodeHasItsOwnTable() {
        writer = module().rela(".init.text", call(F), call(G)).rela(".exit.text", call(F));
        assertEquals(1, slots(plan(KERNEL), ".plt"));
        assertEquals(2, slots(plan(KERNEL), ".init.plt"));
    }

    @Test
    void exitCodeIsInitCodeIfModulesCannotBeUnloaded() {
        writer = module().rela(".init.text", call(F), call(G)).rela(".exit.text", call(F));
        LayoutPlan plan = plan(KERNEL.with(KernelFact.MODULE_UNLOAD, false));
        assertEquals(0, slots(plan, ".plt"));
        assertEquals(3, slots(plan, ".init.plt"));
    }

    @Test
    void relocationsOfDataAreLeftAlone() {
        writer = module().rela(".data", to(ADD, F, 0), call(F));
        LayoutPlan plan = plan(KERNEL);
        assertEquals(0, slots(plan, ".plt"));
        assertEquals(Map.of(), plan.reordered());
    }

    @Test
    void aTargetThatIsNoSectionIsLeftAlone() {
        writer = module().rela(".text", call(F)).with(".rela.text", SectionField.SH_INFO, 1000);
        assertEquals(0, slots(plan(KERNEL), ".plt"));
    }

    @Test
    void withoutKaslrNothingIsSortedOrCountedUpTo64() {
        KernelFacts fixed = KERNEL.with(Arm64Facts.RANDOMIZE_BASE, false);
        LayoutPlan plan = plan(fixed, to(ADD, F, 0), call(G), call(F));
        assertEquals(0, slots(plan, ".plt"));
        assertEquals(Map.of(), plan.reordered());
        assertEquals(0, slots(plan(fixed.asRelease("6.4"), call(G)), ".plt"));
        assertEquals(1, slots(plan(fixed.asRelease("6.5"), call(G)), ".plt"));
    }

    @Test
    void withoutLinkageTablesNothingIsPlanned() {
        KernelFacts none = KERNEL.with(Arm64Facts.MODULE_PLTS, false);
        assertEquals(LayoutPlan.NONE, plan(none, call(F)));
        assertEquals(1, slots(plan(none.asRelease("6.5"), call(F)), ".plt"));
    }

    @Test
    void aModuleWithoutTheSectionsIsRefusedInTheKernelsWords() {
        writer = ElfWriter.of(new Arm64Architecture().machine())
                .section(".plt", CODE, new byte[1])
                .section(".text", CODE, new byte[8])
                .rela(".text", call(0));
        assertEquals(LayoutPlan.NONE, plan(KERNEL));
        assertEquals(1, findings.count(FindingCode.MODULE_PLT_MISSING));
        assertEquals("m: module PLT section(s) missing", findings.list().get(0).kernelMessage());
    }

    @ParameterizedTest
    @CsvSource({"0,16", "4,16", "8,32", "0x18,64", "0xff0,16", "0x3f8,2048", "0x7f8,4096", "0x7fc,4096", "0x1000,16"})
    void withTheErratumAnAdrpRaisesTheAlignment(String offset, long alignment) {
        for (int type : new int[] {ADRP, R_AARCH64_ADR_PREL_PG_HI21_NC}) {
            LayoutPlan plan = plan(CORTEX_A53, new Relocation(Long.decode(offset), F, type, 0));
            assertEquals(Map.of(TEXT, alignment), plan.alignments());
            assertEquals(0, slots(plan, ".plt"));
        }
    }

    @ParameterizedTest
    @CsvSource({"0xff8", "0xffc", "0x1ff8", "-8", "-1"})
    void withTheErratumAnAdrpThatNoAlignmentHelpsTakesASlot(String offset) {
        LayoutPlan plan = plan(CORTEX_A53, new Relocation(Long.decode(offset), F, ADRP, 0));
        assertEquals(Map.of(), plan.alignments());
        assertEquals(2, slots(plan, ".plt"), "one for the veneer, one to skip");
    }

    @Test
    void theLargestAlignmentCountsAndASufficientOneStays() {
        Relocation[] three = {
            new Relocation(0x18, F, ADRP, 0), new Relocation(8, F, ADRP, 0), new Relocation(0, F, 0, 0)
        };
        assertEquals(Map.of(TEXT, 64L), plan(CORTEX_A53, three).alignments());
        writer = module().rela(".text", three).with(".text", SectionField.SH_ADDRALIGN, 64);
        assertEquals(Map.of(), plan(CORTEX_A53).alignments());
        writer = module().rela(".text", three).rela(".text", new Relocation(0x38, F, ADRP, 0));
        assertEquals(Map.of(TEXT, 128L), plan(CORTEX_A53).alignments());
    }

    @Test
    void withoutTheErratumOrItsWorkaroundAnAdrpAsksForNothing() {
        for (KernelFacts facts : List.of(KERNEL, CORTEX_A53.with(Arm64Facts.WORKAROUND_843419, false))) {
            LayoutPlan plan = plan(facts, new Relocation(0xff8, F, ADRP, 0), new Relocation(8, F, ADRP, 0));
            assertEquals(Map.of(), plan.alignments());
            assertEquals(0, slots(plan, ".plt"));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,2", "340,341", "341,342", "342,344", "682,684", "683,686"})
    void withTheErratumThereIsASlotToSkipForEveryPage(int branches, long slots) {
        writer = module().relocations(".text", true, Collections.nCopies(branches, to(CALL, F, 4)));
        assertEquals(slots, slots(plan(CORTEX_A53), ".plt"));
        assertEquals(branches, slots(plan(KERNEL), ".plt"));
    }

    @Test
    void slotsToSkipAreCountedPerRelocationSection() {
        writer = module().rela(".text", call(F)).rela(".exit.text", call(F));
        assertEquals(4, slots(plan(CORTEX_A53), ".plt"));
    }

    @Test
    void theLinkageTablesKeepTheirOwnAlignment() {
        writer = module().with(".plt", SectionField.SH_FLAGS, CODE).rela(".plt", new Relocation(0x7f8, F, ADRP, 0));
        LayoutPlan plan = plan(CORTEX_A53);
        assertEquals(Map.of(), plan.alignments());
        assertEquals(64, synthetic(plan, ".plt").alignment());
    }

    @Test
    void theLastSectionOfANameIsTheTable() {
        writer = module().section(".plt", ElfConstants.SHF_ALLOC, new byte[1]);
        LayoutPlan plan = plan(KERNEL);
        assertTrue(plan.sections().stream().anyMatch(section -> section.section() == RELA));
        assertFalse(plan.sections().stream().anyMatch(section -> section.section() == writer.sectionIndex(".plt")));
    }
}
