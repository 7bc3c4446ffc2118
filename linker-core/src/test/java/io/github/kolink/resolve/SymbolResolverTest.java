// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Verdict;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.SequentialAddresses;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.TestModule;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code simplify_symbols}, symbol by symbol, with the kernel's words (6.1). */
class SymbolResolverTest {
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();
    private static final long PROVIDER_BASE = 0xffffffffc1000000L;

    /** A module that modpost has finished: it says what it depends on. */
    private static ElfWriter bare(String... info) {
        return unfinished(Stream.concat(Stream.of("depends="), Stream.of(info)).toArray(String[]::new));
    }

    private static ElfWriter unfinished(String... info) {
        return TestModule.bare(ARCHITECTURE.machine(), info)
                .section(".data", ElfConstants.SHT_PROGBITS, WA, 8, new byte[64]);
    }

    private static LinkResult link(ElfWriter elf) {
        return link(elf, TestKernel.kallsyms(TestKernel.SYMBOLS), new ModuleExports());
    }

    private static LinkResult link(ElfWriter elf, KernelSnapshot snapshot, ModuleExports others) {
        return TestKernel.linker(ARCHITECTURE, snapshot, facts -> facts)
                .link(TestModule.of(elf), TestKernel.addresses(ARCHITECTURE), others, Optional.empty());
    }

    private static long value(ElfWriter elf, LinkResult result, String symbol) {
        return result.image()
                .orElseThrow(() -> new AssertionError(result.findings()))
                .value(elf.symbolIndex(symbol));
    }

    private static Finding only(LinkResult result) {
        assertEquals(1, result.findings().size(), result.findings().toString());
        return result.findings().get(0);
    }

    private static ModuleExports provider(String symbol, String table, String license) {
        ElfWriter elf = TestModule.withInfo(ARCHITECTURE.machine(), "name=provider", "license=" + license)
                .section(".text", AX, new byte[64])
                .section("__ksymtab_strings", TestModule.A, TestModule.strings(symbol))
                .section(table, WA, new byte[12])
                .symbol(symbol, ".text", 32, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC)
                .symbol("text", "__ksymtab_strings", 0, 0, 0)
                .rela(table, new Relocation(0, 1, 3, 0), new Relocation(4, 2, 3, 0));
        KernelModule module = KernelModule.of(elf.parse("provider.ko"));
        ModuleLinker linker = TestKernel.linker(ARCHITECTURE);
        ModuleLayout layout = linker.layOut(module, new Findings()).orElseThrow();
        ModuleExports exports = new ModuleExports();
        exports.add(module, layout, new SequentialAddresses(PROVIDER_BASE, 4096, 0).reserve(layout));
        return exports;
    }

    @Test
    void exportsOfTheKernelHaveItsAddresses() {
        ElfWriter elf = bare().undefined("do_it").undefined("counter");
        LinkResult result = link(elf);
        assertEquals(0xffffffff81000100L, value(elf, result, "do_it"));
        assertEquals(0xffffffff81800000L, value(elf, result, "counter"));
        assertEquals(List.of(), result.image().orElseThrow().providers());
        assertEquals(Verdict.WOULD_LOAD, result.verdict());
    }

    @Test
    void theKernelsExportComesBeforeAModules() {
        ElfWriter elf = bare().undefined("do_it");
        LinkResult result = link(elf, TestKernel.kallsyms(TestKernel.SYMBOLS), provider("do_it", "__ksymtab", "GPL"));
        assertEquals(0xffffffff81000100L, value(elf, result, "do_it"));
        assertEquals(List.of(), result.image().orElseThrow().providers());
    }

    @Test
    void aModulesExportHasItsAddressAndMakesItAProvider() {
        ElfWriter elf = bare().undefined("offered");
        LinkResult result = link(elf, TestKernel.kallsyms(TestKernel.SYMBOLS), provider("offered", "__ksymtab", "GPL"));
        assertEquals(PROVIDER_BASE + 32, value(elf, result, "offered"));
        assertEquals(List.of("provider"), result.image().orElseThrow().providers());
    }

    @Test
    void aModuleAtAnAddressOfItsOwnExportsThatAddress() {
        ElfWriter provider = TestModule.bare(ARCHITECTURE.machine())
                .section(".text", AX, new byte[64])
                .section("__ksymtab_strings", TestModule.A, TestModule.strings("offered"))
                .section("__ksymtab", WA, new byte[12])
                .symbol("offered", ".text", 32, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC)
                .symbol("text", "__ksymtab_strings", 0, 0, 0)
                .rela("__ksymtab", new Relocation(0, 1, 3, 0), new Relocation(4, 2, 3, 0));
        KernelModule module = TestModule.of(provider);
        ModuleLayout layout =
                TestKernel.linker(ARCHITECTURE).layOut(module, new Findings()).orElseThrow();
        ModuleExports exports = new ModuleExports();
        exports.add(
                module,
                layout,
                new io.github.kolink.layout.RegionAddresses(
                        java.util.Map.of(), java.util.Map.of(provider.sectionIndex(".text"), 0x1234000L)));
        assertEquals(0x1234020L, exports.find("offered").orElseThrow().address());
    }

    @Test
    void gplOnlyExportsAreHiddenFromProprietaryModules() {
        String[] rows = {
            "0x00000001\tdo_it\tvmlinux\tEXPORT_SYMBOL_GPL\t", "0x00000002\tcounter\tvmlinux\tEXPORT_SYMBOL\t"
        };
        KernelSnapshot snapshot = merged(TestKernel.kallsyms(TestKernel.SYMBOLS), TestKernel.symvers(rows));
        ElfWriter elf = TestModule.withInfo(ARCHITECTURE.machine(), "name=probe", "license=Proprietary")
                .undefined("do_it")
                .undefined("counter");
        Finding finding = only(link(elf, snapshot, new ModuleExports()));
        assertEquals(FindingCode.SYMBOL_GPL_ONLY, finding.code());
        assertEquals("probe: Unknown symbol do_it (err -2)", finding.kernelMessage());
        assertEquals(
                Verdict.WOULD_LOAD,
                link(bare().undefined("do_it"), snapshot, new ModuleExports()).verdict());
        Finding fromModule = only(link(
                TestModule.withInfo(ARCHITECTURE.machine(), "name=probe").undefined("offered"),
                snapshot,
                provider("offered", "__ksymtab_gpl", "GPL")));
        assertEquals(FindingCode.SYMBOL_GPL_ONLY, fromModule.code());
        assertTrue(fromModule.detail().contains("provider"), fromModule.detail());
    }

    private static KernelSnapshot merged(KernelSnapshot... parts) {
        try {
            return KernelSnapshot.merge(List.of(parts));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void ofNamesakesTheExportedOneCounts(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("kallsyms"), """
                ffffffff81000000 T _text
                ffffffff81000010 t twin
                ffffffff81000020 T twin
                ffffffff81000030 t twin
                ffffffff81000040 D some_data
                ffffffff81900000 r __ksymtab_twin
                """);
        ElfWriter elf = bare().undefined("twin");
        assertEquals(
                0xffffffff81000020L, value(elf, link(elf, KernelSnapshot.open(file), new ModuleExports()), "twin"));
    }

    @Test
    void whatNobodyExportsIsRefusedInTheKernelsWords() {
        ElfWriter elf = bare().undefined("hidden").undefined("nowhere");
        LinkResult result = link(elf);
        assertEquals(
                List.of("probe: Unknown symbol hidden (err -2)", "probe: Unknown symbol nowhere (err -2)"),
                result.findings().stream().map(Finding::kernelMessage).toList());
        assertEquals("ENOENT", result.errno());
        assertEquals(Verdict.REFUSED, result.verdict());
    }

    @Test
    void aWeakSymbolNobodyExportsStaysZero() {
        ElfWriter elf = bare().rawSymbol("optional", 0, 0, 0, ElfConstants.STB_WEAK << 4, 0);
        LinkResult result = link(elf);
        assertEquals(FindingCode.SYMBOL_WEAK_UNDEFINED, only(result).code());
        assertEquals(0, value(elf, result, "optional"));
        assertEquals(Verdict.WOULD_LOAD, result.verdict());
    }

    @Test
    void someArchitecturesPassSymbolsOver() {
        assertEquals(List.of(), link(bare().undefined("_GLOBAL_OFFSET_TABLE_")).findings());
    }

    @Test
    void commonSymbolsAreRefusedButThoseOfTheCompilersMarkers() {
        ElfWriter elf = bare().rawSymbol("buffer", ElfConstants.SHN_COMMON, 8, 8, 0x11, 0)
                .rawSymbol("__gnu_lto_slim", ElfConstants.SHN_COMMON, 1, 1, 0x11, 0);
        LinkResult result = link(elf);
        assertEquals("probe: please compile with -fno-common", only(result).kernelMessage());
        assertEquals("ENOEXEC", result.errno());
    }

    @Test
    void absoluteAndLivepatchSymbolsKeepTheirValue() {
        ElfWriter elf =
                bare().absolute("fixed", 0x1234).rawSymbol(".klp.sym", ElfConstants.SHN_LIVEPATCH, 7, 0, 0x10, 0);
        LinkResult result = link(elf);
        assertEquals(0x1234, value(elf, result, "fixed"));
        assertEquals(7, value(elf, result, ".klp.sym"));
    }

    @Test
    void aSectionIndexThatNamesNoSectionIsRefused() {
        ElfWriter elf = bare().rawSymbol("lost", 0x500, 8, 8, 0x11, 0);
        int last = elf.parse("probe.ko").sections().size() - 1;
        assertEquals(
                "probe: Symbol lost has an invalid section index 1280 (max " + last + ")",
                only(link(elf)).kernelMessage());
    }

    @Test
    void definedSymbolsMoveWithTheirSection() {
        ElfWriter elf = bare().symbol("here", ".data", 24, 1, 1);
        LinkResult result = link(elf);
        int data = elf.sectionIndex(".data");
        assertEquals(result.image().orElseThrow().address(data) + 24, value(elf, result, "here"));
    }

    @Test
    void perCpuSymbolsMoveWithThePerCpuData() {
        ElfWriter elf = bare().section(".data..percpu", WA, new byte[8]).symbol("mine", ".data..percpu", 4, 1, 1);
        assertEquals(SyntheticArchitecture.PERCPU + 4, value(elf, link(elf), "mine"));
    }

    @Test
    void theLastRefusalGivesTheErrno() {
        assertEquals(
                "ENOENT",
                link(bare().rawSymbol("buffer", ElfConstants.SHN_COMMON, 8, 8, 0x11, 0)
                                .undefined("nowhere"))
                        .errno());
        assertEquals(
                "ENOEXEC",
                link(bare().undefined("nowhere").rawSymbol("buffer", ElfConstants.SHN_COMMON, 8, 8, 0x11, 0))
                        .errno());
    }

    @Test
    void theLastRefusalGivesTheErrnoAlsoWhenItIsNotKept() {
        ElfWriter elf = bare();
        for (int i = 0; i < Findings.KEPT_PER_CODE; i++) {
            elf.undefined("missing" + i);
        }
        elf.rawSymbol("buffer", ElfConstants.SHN_COMMON, 8, 8, 0x11, 0).undefined("last");
        LinkResult result = link(elf);
        assertEquals("ENOENT", result.errno());
        assertEquals(1, result.dropped());
    }

    @Test
    void anUnreadableNameIsUndefinedBehaviour() {
        ElfWriter elf = bare().undefined("unreadable").with(".strtab", ElfWriter.SectionField.SH_SIZE, 1);
        assertEquals(FindingCode.SYMBOL_NAME_BOUNDS, only(link(elf)).code());
        assertEquals(Verdict.UNDEFINED, link(elf).verdict());
    }

    @Test
    void dependsOnAModuleThatWasNotGiven() {
        LinkResult result = link(bare("depends=other,more").undefined("nowhere"));
        assertEquals(FindingCode.SYMBOL_NOT_IN_SNAPSHOT, only(result).code());
        assertTrue(
                only(result).detail().contains("may come from other, more"),
                only(result).detail());
        assertEquals(Verdict.UNKNOWN, result.verdict());
        String row = "0x00000001\tdo_it\tvmlinux\tEXPORT_SYMBOL\t";
        KernelSnapshot tree = merged(
                TestKernel.kallsyms(TestKernel.SYMBOLS),
                TestKernel.symvers(row, "0x00000002\tx\tother\tEXPORT_SYMBOL\t"));
        LinkResult more = link(bare("depends=other,more").undefined("nowhere"), tree, new ModuleExports());
        assertTrue(only(more).detail().contains("may come from more,"), "Module.symvers knows other, but not more");
        assertEquals(
                Verdict.REFUSED,
                link(bare("depends=other").undefined("nowhere"), tree, new ModuleExports())
                        .verdict(),
                "Module.symvers lists all exports of other");
        ModuleExports all = new ModuleExports();
        all.complete();
        assertEquals(
                Verdict.REFUSED,
                link(bare("depends=other,more").undefined("nowhere"), TestKernel.kallsyms(TestKernel.SYMBOLS), all)
                        .verdict(),
                "there are no other modules");
    }

    @Test
    void aModuleThatDoesNotSayWhatItDependsOnMayUseAnyOther() {
        Finding finding = only(link(unfinished().undefined("nowhere")));
        assertEquals(FindingCode.SYMBOL_NOT_IN_SNAPSHOT, finding.code());
        assertTrue(finding.detail().contains("no depends="), finding.detail());
        KernelSnapshot tree = merged(
                TestKernel.kallsyms(TestKernel.SYMBOLS), TestKernel.symvers("0x00000002\tx\tother\tEXPORT_SYMBOL\t"));
        assertEquals(
                Verdict.REFUSED,
                link(unfinished().undefined("nowhere"), tree, new ModuleExports())
                        .verdict(),
                "Module.symvers lists the exports of all modules");
        assertEquals(
                Verdict.WOULD_LOAD,
                link(unfinished().rawSymbol("optional", 0, 0, 0, ElfConstants.STB_WEAK << 4, 0))
                        .verdict(),
                "a weak one does not matter");
    }

    @Test
    void aMissingSymbolIsExplained() {
        assertTrue(
                only(link(bare().undefined("hidden"))).detail().contains("the kernel has it, but for itself"),
                "not exported");
        assertTrue(only(link(bare().undefined("countr"))).detail().contains("similar exports: counter"), "misspelt");
        byte[] entry = new byte[64];
        System.arraycopy(TestModule.strings("gone"), 0, entry, 8, 4);
        assertTrue(
                only(link(bare().section("__versions", TestModule.A, entry).undefined("gone")))
                        .detail()
                        .contains("exported when the module was built"),
                "gone since");
    }

    @Test
    void gplOnlyExportsDoNotMatterToWeakSymbols() {
        KernelSnapshot snapshot = merged(
                TestKernel.kallsyms(TestKernel.SYMBOLS),
                TestKernel.symvers("0x00000001\tdo_it\tvmlinux\tEXPORT_SYMBOL_GPL\t"));
        ElfWriter elf = TestModule.withInfo(ARCHITECTURE.machine(), "name=probe", "license=Proprietary")
                .section(".data", WA, new byte[8])
                .rawSymbol("do_it", 0, 0, 0, ElfConstants.STB_WEAK << 4, 0);
        LinkResult result = link(elf, snapshot, new ModuleExports());
        assertEquals(FindingCode.SYMBOL_WEAK_UNDEFINED, only(result).code());
        assertEquals(0, value(elf, result, "do_it"));
    }

    @Test
    void aProprietaryModuleNeedsToKnowTheClassOfAnExport() {
        ElfWriter elf = TestModule.withInfo(ARCHITECTURE.machine(), "name=probe", "license=Proprietary")
                .undefined("do_it");
        LinkResult result = link(elf);
        assertEquals(Verdict.UNKNOWN, result.verdict());
        assertTrue(only(result).detail().contains("GPL-only"), only(result).detail());
    }

    @Test
    void aRefusedModuleProvidesNothing() {
        ModuleExports exports = provider("offered", "__ksymtab", "GPL");
        exports.judge("provider", ModuleExports.Standing.REFUSED, false);
        KernelSnapshot snapshot = TestKernel.kallsyms(TestKernel.SYMBOLS);
        Finding refused = only(link(bare().undefined("offered"), snapshot, exports));
        assertEquals(FindingCode.SYMBOL_UNKNOWN, refused.code());
        assertEquals("probe: Unknown symbol offered (err -2)", refused.kernelMessage());
        ElfWriter weak = bare().rawSymbol("offered", 0, 0, 0, ElfConstants.STB_WEAK << 4, 0);
        assertEquals(0, value(weak, link(weak, snapshot, exports), "offered"));
        exports.judge("provider", ModuleExports.Standing.UNKNOWN, false);
        LinkResult unknown = link(bare().undefined("offered"), snapshot, exports);
        assertEquals(FindingCode.SYMBOL_PROVIDER_UNKNOWN, only(unknown).code());
        assertEquals(Verdict.UNKNOWN, unknown.verdict());
    }

    @Test
    void aListOfFunctionsOnlyCannotTellOfData() {
        KernelSnapshot functions = TestKernel.kallsyms("ffffffff81000000 T _text", "ffffffff81000100 T do_it");
        ElfWriter elf = bare().undefined("jiffies");
        elf.rela(".data", new Relocation(0, elf.symbolIndex("jiffies"), SyntheticArchitecture.REL32, 0x50000000));
        LinkResult result = link(elf, functions, new ModuleExports());
        assertEquals(FindingCode.SYMBOL_NOT_IN_SNAPSHOT, only(result).code());
        assertTrue(
                only(result).detail().startsWith("not in this snapshot: no data symbols (CONFIG_KALLSYMS_ALL=n)"),
                only(result).detail());
        assertEquals(Verdict.UNKNOWN, result.verdict(), "not refused for the distance to address 0");
    }

    @Test
    void aListWithoutExportsCannotTellWhetherASymbolIsExported() {
        KernelSnapshot names = TestKernel.kallsyms(
                "ffffffff81000000 T _text", "ffffffff81000100 T do_it", "ffffffff81800000 D counter");
        ElfWriter elf = bare().undefined("do_it");
        LinkResult result = link(elf, names, new ModuleExports());
        assertEquals(Verdict.UNKNOWN, result.verdict());
        assertTrue(
                only(result).detail().contains("not the list of exports"),
                only(result).detail());
        assertEquals(0xffffffff81000100L, value(elf, result, "do_it"));
    }

    @Test
    void moduleSymversAloneHasNoAddresses() {
        KernelSnapshot rows = TestKernel.symvers("0x00000001\tdo_it\tvmlinux\tEXPORT_SYMBOL\t");
        ElfWriter elf = bare().undefined("do_it");
        elf.rela(".data", new Relocation(0, elf.symbolIndex("do_it"), SyntheticArchitecture.REL32, 0x50000000));
        LinkResult result = link(elf, rows, new ModuleExports());
        assertEquals(FindingCode.SYMBOL_NOT_IN_SNAPSHOT, only(result).code());
        assertEquals(Verdict.UNKNOWN, result.verdict());
        assertEquals(
                Verdict.REFUSED,
                link(bare().undefined("nowhere"), rows, new ModuleExports()).verdict());
    }

    @Test
    void anExportOfALoadedModuleWithoutAddressIsAssumed() {
        KernelSnapshot snapshot = merged(
                TestKernel.kallsyms(TestKernel.SYMBOLS),
                TestKernel.symvers("0x00000001\toffered\tdrivers/other\tEXPORT_SYMBOL\t"));
        ElfWriter elf = bare().undefined("offered");
        LinkResult result = link(elf, snapshot, new ModuleExports());
        assertEquals(FindingCode.SYMBOL_ADDRESS_ASSUMED, only(result).code());
        assertEquals(SyntheticArchitecture.MODULE_AREA, value(elf, result, "offered"));
        assertEquals(Verdict.WOULD_LOAD, result.verdict());
    }

    @Test
    void eachOfManyImportsHasItsOwnValue() {
        ElfWriter elf = bare();
        for (int i = 0; i < 100; i++) {
            elf.undefined(i % 2 == 0 ? "do_it" : "counter");
            elf.symbol("own" + i, ".data", 8L * (i % 8), ElfConstants.STB_GLOBAL, ElfConstants.STT_OBJECT);
        }
        LinkResult result = link(elf);
        assertEquals(Verdict.WOULD_LOAD, result.verdict());
        KernelModule module = TestModule.of(elf);
        assertEquals(
                ElfConstants.SHN_UNDEF, module.symbols().rawSectionIndex(1), "the first symbol is an import itself");
        for (int i = 0; i < 100; i++) {
            assertEquals(
                    i % 2 == 0 ? 0xffffffff81000100L : 0xffffffff81800000L,
                    result.image().orElseThrow().value(2 * i + 1));
        }
    }
}
