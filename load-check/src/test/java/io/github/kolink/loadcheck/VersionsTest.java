// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static io.github.kolink.loadcheck.Probe.codes;
import static io.github.kolink.loadcheck.Probe.module;
import static io.github.kolink.loadcheck.Probe.probe;
import static io.github.kolink.loadcheck.Probe.versions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfWriter;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Taint;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.link.LinkResult;
import io.github.kolink.module.TestModule;
import io.github.kolink.resolve.VersionCounts;
import io.github.kolink.symbols.LoadedModule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** CRCs: of module_layout, of imports, of exports (rows ). */
final class VersionsTest {
    private static ElfWriter withVersions(Object... namesAndCrcs) {
        return Probe.bare().section("__versions", TestModule.A, versions(namesAndCrcs));
    }

    @Test
    void crcsThatAgreeAreCounted() {
        LinkResult result = probe().load(module().undefined("do_it").undefined("counter"));
        assertEquals(List.of(), codes(result));
        assertEquals(new VersionCounts(2, 0, 0), result.versions());
    }

    @Test
    void anotherLayoutIsRefused() {
        LinkResult result = probe().load(withVersions("module_layout", 5));
        assertEquals(List.of(FindingCode.VERSION_MODULE_LAYOUT), codes(result));
        assertEquals(List.of("probe: disagrees about version of symbol module_layout"), result.kernelMessages());
        assertEquals("ENOEXEC", result.errno());
    }

    @Test
    void aCrcOfMoreThan32BitsAgreesWithNone() {
        byte[] wide = versions("module_layout", Probe.LAYOUT);
        wide[4] = 1;
        LinkResult result = probe().load(Probe.bare().section("__versions", TestModule.A, wide));
        assertEquals(List.of("probe: disagrees about version of symbol module_layout"), result.kernelMessages());
    }

    @Test
    void noCrcOfTheLayoutIsRefusedByDebianOnly() {
        ElfWriter elf = withVersions("do_it", Probe.DO_IT);
        String line = "probe: no symbol version for module_layout";
        LinkResult debian = probe().load(elf);
        assertEquals(List.of(FindingCode.VERSION_NO_MODULE_LAYOUT), codes(debian));
        assertEquals(List.of(line), debian.kernelMessages());
        assertEquals("ENOEXEC", debian.errno());
        LinkResult other = probe().with(KernelFact.CRC_REQUIRED, false).load(elf);
        assertEquals(List.of(FindingCode.KERNEL_REMARK), codes(other));
        assertEquals(List.of(line), other.kernelMessages());
        assertEquals(
                List.of(FindingCode.VERSION_UNKNOWN),
                codes(probe().unconfigured().load(elf)));
    }

    @Test
    void withoutCrcsAModuleIsForcedOrRefused() {
        ElfWriter elf = Probe.bare().undefined("do_it");
        LinkResult refused = probe().load(elf);
        assertEquals(List.of(FindingCode.VERSIONS_MISSING), codes(refused));
        assertEquals(List.of(), refused.kernelMessages());
        assertEquals("ENOEXEC", refused.errno());
        LinkResult forced = probe().with(KernelFact.MODULE_FORCE_LOAD, true).load(elf);
        assertEquals(List.of(FindingCode.TAINT_FORCED), codes(forced));
        assertEquals(
                List.of("probe: module_layout: kernel tainted.", "Disabling lock debugging due to kernel taint"),
                forced.kernelMessages());
        assertEquals(Set.of(Taint.F), forced.taints());
        LinkResult again = probe().with(KernelFact.MODULE_FORCE_LOAD, true)
                .loaded("older", LoadedModule.State.LIVE, "F")
                .load(elf);
        assertEquals(List.of(), again.kernelMessages(), "said once since boot");
        assertEquals(Set.of(Taint.F), again.taints());
        LinkResult unknown = probe().unconfigured().load(elf);
        assertEquals(List.of(FindingCode.CONFIG_UNKNOWN), codes(unknown));
        assertTrue(unknown.findings().get(0).detail().contains("CONFIG_MODULE_FORCE_LOAD"));
        assertTrue(unknown.findings().get(0).detail().contains("--config"));
    }

    @Test
    void withoutModversionsCrcsDoNotMatter() {
        assertEquals(
                List.of(),
                codes(probe().with(KernelFact.MODVERSIONS, false)
                        .load(Probe.exporting(Probe.bare(), "mine").undefined("do_it"))));
    }

    @Test
    void aKernelWhoseCrcsAreNotKnownIsAskedFor() {
        LinkResult versioned = probe().on(Probe.kernelWithoutCrcs()).load(module());
        assertEquals(List.of(FindingCode.VERSION_UNKNOWN), codes(versioned));
        assertTrue(versioned.findings().get(0).detail().contains("--symvers"));
        LinkResult known = probe().on(Probe.kernelWithoutCrcs())
                .with(KernelFact.MODVERSIONS, true)
                .load(module());
        assertEquals(List.of(FindingCode.VERSION_UNKNOWN), codes(known));
        LinkResult bare = probe().on(Probe.kernelWithoutCrcs()).load(Probe.exporting(Probe.bare(), "mine"));
        assertEquals(List.of(FindingCode.CONFIG_UNKNOWN, FindingCode.CONFIG_UNKNOWN), codes(bare));
    }

    @Test
    void anImportWithAnotherCrcIsRefused() {
        LinkResult result = probe().load(
                        withVersions("module_layout", Probe.LAYOUT, "do_it", 7, "counter", Probe.COUNTER)
                                .undefined("do_it")
                                .undefined("counter"));
        assertEquals(List.of(FindingCode.SYMBOL_VERSION, FindingCode.SYMBOL_VERSIONS_DIFFER), codes(result));
        assertEquals(
                List.of("probe: disagrees about version of symbol do_it", "probe: Unknown symbol do_it (err -22)"),
                result.kernelMessages());
        assertEquals("EINVAL", result.errno());
        assertEquals(new VersionCounts(1, 1, 0), result.versions());
        assertTrue(
                result.findings().stream()
                        .anyMatch(finding -> finding.detail().startsWith("the CRCs of 1 of 2 imports differ")),
                result.findings().toString());
    }

    @Test
    void anImportWithoutCrcIsRefusedByDebianOnly() {
        ElfWriter elf = withVersions("module_layout", Probe.LAYOUT).undefined("do_it");
        LinkResult debian = probe().load(elf);
        assertEquals(
                List.of("probe: no symbol version for do_it", "probe: Unknown symbol do_it (err -22)"),
                debian.kernelMessages());
        assertEquals("EINVAL", debian.errno());
        assertEquals(new VersionCounts(0, 0, 1), debian.versions());
        LinkResult other = probe().with(KernelFact.CRC_REQUIRED, false).load(elf);
        assertEquals(List.of("probe: no symbol version for do_it"), other.kernelMessages());
        assertEquals("", other.errno());
        assertEquals(
                List.of("probe: no symbol version for do_it"),
                probe().with(KernelFact.CRC_REQUIRED, false)
                        .load(withVersions("module_layout", Probe.LAYOUT)
                                .undefined("do_it")
                                .undefined("counter"))
                        .kernelMessages(),
                "said once since boot");
    }

    @Test
    void theExtendedEncodingCountsFrom614On() {
        ElfWriter elf = withVersions("module_layout", 9)
                .section("__version_ext_crcs", TestModule.A, new byte[] {0x11, 0x11, 0x11, 0x11})
                .section("__version_ext_names", TestModule.A, TestModule.strings("module_layout"))
                .undefined("do_it");
        assertEquals(
                List.of("probe: no extended symbol version for do_it"),
                probe().release("7.3").load(elf).kernelMessages(),
                "taken without a CRC, even by Debian");
        assertEquals(
                List.of("probe: disagrees about version of symbol module_layout"),
                probe().release("6.12").load(elf).kernelMessages());
    }

    @Test
    void exportsWithoutCrcsAreForcedOrRefused() {
        ElfWriter elf = Probe.exporting(module(), "mine");
        LinkResult refused = probe().load(elf);
        assertEquals(List.of(FindingCode.EXPORT_VERSIONS_MISSING), codes(refused));
        assertEquals("ENOEXEC", refused.errno());
        LinkResult forced = probe().with(KernelFact.MODULE_FORCE_LOAD, true).load(elf);
        assertEquals(
                "probe: no versions for exported symbols: kernel tainted.",
                forced.kernelMessages().get(0));
        ElfWriter versioned = Probe.exporting(module(), "mine").section("__kcrctab", TestModule.A, new byte[4]);
        assertEquals(List.of(), codes(probe().load(versioned)));
        ElfWriter gpl = module().section("__ksymtab_gpl", TestModule.A, new byte[12]);
        assertEquals(List.of(FindingCode.EXPORT_VERSIONS_MISSING), codes(probe().load(gpl)));
        assertEquals(
                0,
                probe().release("7.3").load(gpl).findings().stream()
                        .filter(finding -> finding.code() == FindingCode.EXPORT_VERSIONS_MISSING)
                        .count(),
                "a table that 7.3 does not read");
    }
}
