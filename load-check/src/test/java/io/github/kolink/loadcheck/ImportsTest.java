// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static io.github.kolink.loadcheck.Probe.codes;
import static io.github.kolink.loadcheck.Probe.probe;
import static io.github.kolink.loadcheck.Probe.versions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
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

/** License and state of providers, namespaces, and several bad symbols (rows ). */
final class ImportsTest {
    private static final String INHERITS =
            "probe: module uses symbols offered from proprietary module owner, inheriting taint.";

    private static ElfWriter module(String... info) {
        return Probe.bare(info)
                .section(
                        "__versions",
                        TestModule.A,
                        versions(
                                "module_layout",
                                Probe.LAYOUT,
                                "do_it",
                                Probe.DO_IT,
                                "counter",
                                Probe.COUNTER,
                                "spaced",
                                0x44444444,
                                "for_probes",
                                0x55555555,
                                "offered",
                                0x66666666));
    }

    private static ElfWriter weak(ElfWriter elf, String symbol) {
        return elf.rawSymbol(symbol, 0, 0, 0, ElfConstants.STB_WEAK << 4, 0);
    }

    @Test
    void namespacesMustBeImported() {
        String line = "probe: module uses symbol (spaced) from namespace SPACE, but does not import it.";
        LinkResult refused = probe().load(module().undefined("spaced"));
        assertEquals(List.of(line, "probe: Unknown symbol spaced (err -22)"), refused.kernelMessages());
        assertEquals("EINVAL", refused.errno());
        assertEquals(
                List.of(),
                codes(probe().load(module("import_ns=OTHER", "import_ns=SPACE").undefined("spaced"))));
        LinkResult allowed =
                probe().with(KernelFact.MISSING_NAMESPACE_IMPORTS, true).load(module().undefined("spaced"));
        assertEquals(List.of(FindingCode.SYMBOL_NAMESPACE_ALLOWED), codes(allowed));
        assertEquals(List.of(line), allowed.kernelMessages());
        LinkResult unknown = probe().unconfigured().load(module().undefined("spaced"));
        assertEquals(List.of(FindingCode.CONFIG_UNKNOWN), codes(unknown));
        assertEquals("", unknown.errno());
        assertEquals("EINVAL", probe().load(weak(module(), "spaced")).errno(), "being weak does not help");
    }

    @Test
    void namespacesOfModulesNeedNoImportFrom616On() {
        assertEquals(List.of(), codes(probe().release("7.3").load(module().undefined("for_probes"))));
        assertEquals(
                List.of(FindingCode.SYMBOL_NAMESPACE),
                codes(probe().release("6.12").load(module().undefined("for_probes"))));
        ElfWriter imports = module("import_ns=module:other,pro*").undefined("for_probes");
        assertEquals(List.of(), codes(probe().release("6.12").load(imports)));
        LinkResult forbidden = probe().release("7.3").load(imports);
        assertEquals(
                List.of("probe: module tries to import module namespace: module:other,pro*"),
                forbidden.kernelMessages());
        assertEquals("EPERM", forbidden.errno());
    }

    @Test
    void namesInNamespaces() {
        assertTrue(NamespaceQuestion.isNamed("module:kvm,kvm-amd", "kvm_amd"));
        assertTrue(NamespaceQuestion.isNamed("module:kvm*", "kvm_intel"));
        assertFalse(NamespaceQuestion.isNamed("module:kvm", "kvm_intel"));
        assertFalse(NamespaceQuestion.isNamed("kvm", "kvm"));
        assertFalse(NamespaceQuestion.isNamed("module:", "kvm"));
    }

    @Test
    void namespacesThatNobodyTellsAreAskedFor() {
        LinkResult result = probe().on(Probe.kernelWithoutCrcs())
                .with(KernelFact.MODVERSIONS, false)
                .load(module().undefined("do_it").undefined("counter"));
        assertEquals(List.of(FindingCode.SYMBOL_NOT_IN_SNAPSHOT), codes(result));
        assertTrue(result.findings().get(1).detail().contains("namespace"));
    }

    @Test
    void usingAProprietaryModuleMakesProprietary() {
        LinkResult result = probe().provider("owner", "Proprietary", "offered")
                .load(module().undefined("offered").undefined("counter"));
        assertEquals(List.of(INHERITS, "probe: Unknown symbol counter (err -2)"), result.kernelMessages());
        assertEquals(Set.of(Taint.P), result.taints());
        assertEquals("ENOENT", result.errno());
    }

    @Test
    void gplOnlySymbolsFirstForbidProprietaryModules() {
        String line = "probe: module using GPL-only symbols uses symbols offered from proprietary module owner.";
        LinkResult result = probe().provider("owner", "Proprietary", "offered")
                .load(module().undefined("counter").undefined("offered"));
        assertEquals(List.of(line, "probe: Unknown symbol offered (err -2)"), result.kernelMessages());
        assertEquals("ENOENT", result.errno());
        LinkResult weak = probe().provider("owner", "Proprietary", "offered")
                .load(weak(module().undefined("counter"), "offered"));
        assertEquals(List.of(line), weak.kernelMessages());
        assertEquals("", weak.errno(), "a weak symbol survives this refusal alone");
        LinkResult free = probe().provider("owner", "GPL", "offered")
                .load(module().undefined("counter").undefined("offered"));
        assertEquals(List.of(), codes(free));
    }

    @Test
    void theTaintOfALoadedProviderCounts() {
        LinkResult result = probe().provider("owner", "GPL", "offered")
                .loaded("owner", LoadedModule.State.LIVE, "P")
                .load(module().undefined("offered"));
        assertEquals(List.of(INHERITS), result.kernelMessages());
    }

    @Test
    void providersMustBeReady() {
        LinkResult busy = probe().provider("owner", "GPL", "offered")
                .loaded("owner", LoadedModule.State.COMING, "")
                .load(module().undefined("offered"));
        assertEquals(
                List.of("probe: gave up waiting for init of module owner.", "probe: Unknown symbol offered (err -16)"),
                busy.kernelMessages());
        assertEquals("EBUSY", busy.errno());
        LinkResult leaving = probe().provider("owner", "GPL", "offered")
                .loaded("owner", LoadedModule.State.GOING, "")
                .load(module().undefined("offered"));
        assertEquals(List.of("probe: Unknown symbol offered (err -2)"), leaving.kernelMessages());
        assertEquals("ENOENT", leaving.errno());
    }

    @Test
    void allBadSymbolsAreToldAndTheLastGivesTheErrno() {
        ElfWriter elf = module().undefined("nowhere").undefined("spaced");
        assertEquals(
                List.of(
                        "probe: Unknown symbol nowhere (err -2)",
                        "probe: module uses symbol (spaced) from namespace SPACE, but does not import it.",
                        "probe: Unknown symbol spaced (err -22)"),
                probe().load(elf).kernelMessages());
        assertEquals("EINVAL", probe().load(elf).errno());
        assertEquals(
                "ENOENT",
                probe().load(module().undefined("spaced").undefined("nowhere")).errno());
    }
}
