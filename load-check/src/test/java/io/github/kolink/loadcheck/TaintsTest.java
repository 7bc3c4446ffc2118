// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static io.github.kolink.loadcheck.Probe.module;
import static io.github.kolink.loadcheck.Probe.probe;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.elf.ElfWriter;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Taint;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.link.LinkResult;
import io.github.kolink.module.TestModule;
import io.github.kolink.symbols.LoadedModule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a module taints the kernel with, in the kernel's words and order. */
final class TaintsTest {
    private static final String LOCKDEP = "Disabling lock debugging due to kernel taint";
    private static final String OUT_OF_TREE = "probe: loading out-of-tree module taints kernel.";
    private static final String STAGING =
            "probe: module is from the staging directory, the quality is unknown, you have been warned.";
    private static final String LIVEPATCH = "probe: tainting kernel with TAINT_LIVEPATCH";
    private static final String LICENSE = "probe: module license 'Proprietary' taints kernel.";
    private static final String TEST = "probe: loading test module taints kernel.";

    private static ElfWriter everything() {
        return module("out-of-tree", "staging=Y", "livepatch=Y", "license=Proprietary", "test=Y");
    }

    @Test
    void theKernelsOrderUpTo63() {
        LinkResult result = probe().load(everything());
        assertEquals(List.of(OUT_OF_TREE, STAGING, LIVEPATCH, LICENSE, LOCKDEP, TEST), result.kernelMessages());
        assertEquals(Set.of(Taint.P, Taint.O, Taint.C, Taint.K, Taint.N), result.taints());
    }

    @Test
    void theKernelsOrderFrom64On() {
        assertEquals(
                List.of(
                        OUT_OF_TREE,
                        STAGING,
                        LIVEPATCH,
                        LICENSE,
                        LOCKDEP,
                        TEST,
                        "probe: module license taints kernel."),
                probe().release("6.12").load(everything()).kernelMessages());
    }

    @Test
    void from64OnARefusalBeforeTheNameIsTakenLeavesNoTaint() {
        ElfWriter refused = module("out-of-tree").section(".evil", TestModule.WA | TestModule.AX, new byte[8]);
        assertEquals(Set.of(Taint.O), probe().load(refused).taints());
        assertEquals(Set.of(), probe().release("6.12").load(refused).taints());
    }

    @Test
    void whatIsSaidOnceIsNotSaidAgain() {
        LinkResult result =
                probe().loaded("older", LoadedModule.State.LIVE, "POKN").load(everything());
        assertEquals(List.of(STAGING), result.kernelMessages());
        assertEquals(Set.of(Taint.P, Taint.O, Taint.C, Taint.K, Taint.N), result.taints());
    }

    @Test
    void noLicenseIsUnspecified() {
        ElfWriter elf = TestModule.withInfo(Probe.MACHINE, "name=probe", "intree=Y", "vermagic=x")
                .section("__versions", TestModule.A, Probe.versions("module_layout", Probe.LAYOUT));
        assertEquals(
                List.of("probe: module license 'unspecified' taints kernel.", LOCKDEP),
                probe().load(elf).kernelMessages());
    }

    @Test
    void retpolinesAreMissedWhereTheKernelLooksForThem() {
        LinkResult result = probe().with(KernelFact.RETPOLINE, true).load(module());
        assertEquals(
                List.of(
                        "Spectre V2 : System may be vulnerable to spectre v2",
                        "probe: loading module not compiled with retpoline compiler."),
                result.kernelMessages());
        assertEquals(Set.of(), result.taints());
        Probe off = probe().with(KernelFact.RETPOLINE, true).commandLine("quiet mitigations=off");
        assertEquals(List.of(), off.load(module()).kernelMessages());
        assertEquals(
                List.of(),
                probe().with(KernelFact.RETPOLINE, true)
                        .load(module("retpoline=Y"))
                        .kernelMessages());
        assertEquals(List.of(), probe().load(module()).kernelMessages());
    }

    @Test
    void someLicensesAreNotBelieved() {
        ElfWriter elf = TestModule.withInfo(
                        Probe.MACHINE, "name=driverloader", "license=GPL", "intree=Y", "vermagic=x", "depends=")
                .section(".data", TestModule.WA, new byte[8])
                .section(
                        "__versions",
                        TestModule.A,
                        Probe.versions("module_layout", Probe.LAYOUT, "counter", 0x33333333))
                .undefined("counter");
        for (String release : List.of("6.1", "7.3")) {
            assertEquals(
                    List.of(
                            LOCKDEP,
                            "driverloader: module license taints kernel.",
                            "driverloader: Unknown symbol counter (err -2)"),
                    probe().release(release).load(elf).kernelMessages(),
                    release);
        }
    }

    @Test
    void aLivepatchIsRefusedBehindTheTaintsBeforeIt() {
        LinkResult old = probe().with(KernelFact.LIVEPATCH, false).load(everything());
        assertEquals(
                List.of(
                        OUT_OF_TREE,
                        STAGING,
                        "probe: module is marked as livepatch module, but livepatch support is disabled"),
                old.kernelMessages());
        LinkResult early =
                probe().release("6.12").with(KernelFact.LIVEPATCH, false).load(everything());
        assertEquals(
                List.of("probe: module is marked as livepatch module, but livepatch support is disabled"),
                early.kernelMessages());
        assertEquals(
                1,
                early.findings().stream()
                        .filter(finding -> finding.code() == FindingCode.LIVEPATCH_DISABLED)
                        .count());
    }
}
