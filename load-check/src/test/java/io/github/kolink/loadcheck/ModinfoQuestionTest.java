// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfWriter;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.TestModule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Vermagic and livepatches (rows ). */
final class ModinfoQuestionTest {
    private static final String KERNEL = "6.1.0-56-amd64 SMP preempt mod_unload modversions ";
    private static final KernelFacts FACTS = KernelFacts.of("6.1", Set.of()).with(KernelFact.MODVERSIONS, true);
    private static final SystemState FRESH = new SystemState(LoadConditions.NONE);

    private static List<Finding> ask(KernelFacts facts, Optional<String> kernel, ElfWriter elf) {
        Findings findings = new Findings();
        new ModinfoQuestion(facts, kernel, FRESH).ask(TestModule.of(elf), findings);
        return findings.list();
    }

    private static ElfWriter built(String vermagic) {
        return TestModule.bare(Probe.MACHINE, "vermagic=" + vermagic);
    }

    private static ElfWriter versioned(String vermagic) {
        return built(vermagic).section("__versions", TestModule.A, new byte[0]);
    }

    @Test
    void aModuleForTheKernelPasses() {
        assertEquals(List.of(), ask(FACTS, Optional.of(KERNEL), built(KERNEL)));
    }

    @Test
    void anotherReleasePassesWithCrcsOnly() {
        String other = "6.1.0-47-amd64 SMP preempt mod_unload modversions ";
        assertEquals(List.of(), ask(FACTS, Optional.of(KERNEL), versioned(other)));
        Finding refused = ask(FACTS, Optional.of(KERNEL), built(other)).get(0);
        assertEquals(FindingCode.VERMAGIC_MISMATCH, refused.code());
        assertEquals("probe: version magic '" + other + "' should be '" + KERNEL + "'", refused.kernelMessage());
        assertTrue(refused.detail().contains("has 6.1.0-47-amd64"), refused.detail());
        KernelFacts without = FACTS.with(KernelFact.MODVERSIONS, false);
        assertEquals(1, ask(without, Optional.of(KERNEL), versioned(other)).size());
    }

    @Test
    void otherWordsAreRefusedDespiteCrcs() {
        Finding refused = ask(FACTS, Optional.of(KERNEL), versioned("6.1.0-56-amd64 SMP mod_unload modversions "))
                .get(0);
        assertEquals(FindingCode.VERMAGIC_MISMATCH, refused.code());
        assertTrue(refused.detail().contains("lacks preempt"), refused.detail());
        assertEquals(
                1, ask(FACTS, Optional.of(KERNEL), versioned(KERNEL.strip())).size(), "the last blank counts");
    }

    @Test
    void noVermagicIsForcedOrRefused() {
        ElfWriter elf = TestModule.bare(Probe.MACHINE);
        assertEquals(
                FindingCode.CONFIG_UNKNOWN,
                ask(FACTS, Optional.of(KERNEL), elf).get(0).code());
        Finding forced = ask(FACTS.with(KernelFact.MODULE_FORCE_LOAD, true), Optional.of(KERNEL), elf)
                .get(0);
        assertEquals(
                List.of("probe: bad vermagic: kernel tainted.", "Disabling lock debugging due to kernel taint"),
                forced.kernelLines());
        Finding refused = ask(FACTS.with(KernelFact.MODULE_FORCE_LOAD, false), Optional.of(KERNEL), elf)
                .get(0);
        assertEquals(FindingCode.VERMAGIC_MISSING, refused.code());
        assertEquals(List.of(), refused.kernelLines());
    }

    @Test
    void aKernelWithoutVermagicIsAskedFor() {
        Finding unknown = ask(FACTS, Optional.empty(), built(KERNEL)).get(0);
        assertEquals(FindingCode.VERMAGIC_UNKNOWN, unknown.code());
        assertTrue(unknown.detail().contains("the kernel's image"), unknown.detail());
    }

    @Test
    void livepatchesNeedAKernelThatTakesThem() {
        ElfWriter elf = TestModule.bare(Probe.MACHINE, "livepatch=Y");
        Findings findings = new Findings();
        KernelFacts off = FACTS.with(KernelFact.LIVEPATCH, false);
        new ModinfoQuestion(off, Optional.empty(), FRESH).askLivepatch(TestModule.of(elf), findings);
        assertEquals(
                "probe: module is marked as livepatch module, but livepatch support is disabled",
                findings.list().get(0).kernelMessage());
        assertEquals("ENOEXEC", findings.errno());
        Findings unknown = new Findings();
        new ModinfoQuestion(FACTS, Optional.empty(), FRESH).askLivepatch(TestModule.of(elf), unknown);
        assertEquals(FindingCode.CONFIG_UNKNOWN, unknown.list().get(0).code());
    }
}
