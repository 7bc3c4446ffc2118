// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.elf.ElfWriter.SectionField;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Verdict;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.TestModule;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.structure.StructModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What kernels of three generations do with a module whose form is sound, from its special sections to sysfs. */
final class LoadErasTest {
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();
    private static final String OLD = "6.1.0-56-amd64";
    private static final String MIDDLE = "6.12.117+deb13-amd64";
    private static final String NEW = "7.3.4+deb13-amd64";
    private static final StructModule STRUCT = new StructModule(64, TestModule.INIT_AT, 48);

    private static ElfWriter small() {
        return TestModule.small(ARCHITECTURE.machine());
    }

    private static ModuleLinker linker(String release, UnaryOperator<KernelFacts> change, StructModule struct) {
        KernelFacts facts = change.apply(KernelFacts.of(release, ARCHITECTURE.usualFacts()));
        KernelTarget target =
                new KernelTarget(TestKernel.kallsyms(TestKernel.SYMBOLS), facts, Map.of(), Optional.of(struct));
        return new ModuleLinker(target, ARCHITECTURE, LayoutRules.of(facts));
    }

    private static ModuleFile file(ElfWriter elf) {
        try {
            return ModuleFile.of("probe.ko", elf.write());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LinkResult link(String release, UnaryOperator<KernelFacts> change, ElfWriter elf) {
        return linker(release, change, STRUCT).link(file(elf), TestKernel.addresses(ARCHITECTURE), new ModuleExports());
    }

    private static LinkResult link(String release, ElfWriter elf) {
        return link(release, facts -> facts, elf);
    }

    private static void ends(LinkResult result, String errno, String... words) {
        assertEquals(errno, result.errno(), result.findings().toString());
        assertEquals(List.of(words), result.kernelMessages());
        assertEquals(
                errno.isEmpty(), result.verdict().loads(), result.findings().toString());
    }

    @Test
    void twoSectionsOfOneName() {
        ElfWriter elf = small().section(".data", TestModule.WA, new byte[4]);
        String words = "sysfs: cannot create duplicate filename '/module/probe/sections/.data'";
        ends(link(OLD, elf), "", words);
        ends(link(MIDDLE, elf), "EEXIST", words);
        ends(link(NEW, elf), "EEXIST", words);
        ends(link(NEW, small().section(".data", TestModule.WA, new byte[0])), "");
        ends(link(NEW, small().section(".data", 0, new byte[4])), "");
    }

    /** Aa and BB have one hash, as texts do. */
    @Test
    void twoSectionsOfOneHashAndTwoNames() {
        ElfWriter elf = small().section(".Aa", TestModule.WA, new byte[4]).section(".BB", TestModule.WA, new byte[4]);
        ends(link(NEW, elf), "");
        ends(
                link(NEW, elf.section(".Aa", TestModule.WA, new byte[4])),
                "EEXIST",
                "sysfs: cannot create duplicate filename '/module/probe/sections/.Aa'");
    }

    @Test
    void aModuleWithoutName() {
        ElfWriter elf = ElfWriter.of(ARCHITECTURE.machine())
                .section(".modinfo", TestModule.A, TestModule.strings("license=GPL"))
                .section(KernelModule.THIS_MODULE, ElfConstants.SHT_PROGBITS, TestModule.WA, 8, new byte[64]);
        ends(link(OLD, elf), "EINVAL", "kobject: (%p): attempted to be registered with empty name!");
    }

    @Test
    void messagesCarryTheNameInStructModule() {
        ElfWriter elf = ElfWriter.of(ARCHITECTURE.machine())
                .section(".modinfo", TestModule.A, TestModule.strings("name=renamed", "license=GPL", "depends="))
                .section(
                        KernelModule.THIS_MODULE,
                        ElfConstants.SHT_PROGBITS,
                        TestModule.WA,
                        8,
                        TestModule.structModule(ARCHITECTURE.machine(), "built"))
                .undefined("nobody");
        ends(link(OLD, elf), "ENOENT", "built: Unknown symbol nobody (err -2)");
        KernelModule module = TestModule.of(elf);
        assertEquals("built", module.name());
        assertEquals("renamed", module.infoName());
    }

    @Test
    void constructorsOfTwoKinds() {
        ElfWriter elf = small().section(".ctors", TestModule.WA, new byte[8])
                .section(".init_array", TestModule.WA, new byte[8]);
        ends(
                link(OLD, facts -> facts.with(KernelFact.CONSTRUCTORS, true), elf),
                "EINVAL",
                "probe: has both .ctors and .init_array.");
        ends(link(OLD, elf), "");
    }

    @Test
    void exportsWithoutFlags() {
        ElfWriter elf = small().section("__ksymtab", TestModule.A, new byte[12])
                .section("__ksymtab_gpl", TestModule.A, new byte[12]);
        ends(
                link(NEW, elf),
                "ENOEXEC",
                "probe: ignoring obsolete section __ksymtab_gpl",
                "probe: no flags for exported symbols");
        ends(link(MIDDLE, elf), "");
        ends(
                link(NEW, elf.section("__kflagstab", TestModule.A, new byte[1])),
                "",
                "probe: ignoring obsolete section __ksymtab_gpl");
    }

    private static byte[] btf(int types, int strings) {
        ByteBuffer btf = ByteBuffer.allocate(24 + types + strings).order(ByteOrder.LITTLE_ENDIAN);
        btf.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        btf.putInt(0).putInt(types).putInt(types).putInt(strings);
        return btf.array();
    }

    private static LinkResult withBtf(String release, boolean allowed, byte[] btf) {
        return link(
                release,
                facts -> facts.with(KernelFact.BTF_MODULES, true).with(KernelFact.ALLOW_BTF_MISMATCH, allowed),
                small().section(".BTF", 0, btf));
    }

    @Test
    void damagedBtf() {
        byte[] damaged = btf(0, 1);
        damaged[0] = 0;
        String invalid = "BPF: Invalid magic";
        ends(withBtf(OLD, true, damaged), "", invalid, "failed to validate module [probe] BTF: -22");
        ends(
                withBtf(MIDDLE, true, damaged),
                "",
                invalid,
                "Kernel module BTF mismatch detected, BTF debug info may be unavailable for some modules");
        ends(withBtf(NEW, false, damaged), "EINVAL", invalid, "failed to validate module [probe] BTF: -22");
        for (String release : List.of(OLD, MIDDLE, NEW)) {
            ends(withBtf(release, false, btf(0, 1)), "");
            ends(withBtf(release, false, new byte[0]), "");
        }
        ends(link(NEW, small().section(".BTF", 0, damaged)), "");
    }

    @Test
    void partsOfBtfLieOneBehindTheOther() {
        byte[] gap = btf(4, 1);
        gap[8] = 1;
        assertTrue(withBtf(OLD, false, gap).kernelMessages().get(0).contains("Unsupported section found"));
        byte[] overlap = btf(4, 4);
        overlap[16] = 2;
        assertTrue(withBtf(OLD, false, overlap).kernelMessages().get(0).contains("Section overlap found"));
        byte[] length = btf(4, 4);
        length[20] = 9;
        assertTrue(withBtf(OLD, false, length).kernelMessages().get(0).contains("Total section length too long"));
        byte[] offset = btf(0, 4);
        offset[16] = 99;
        assertTrue(withBtf(OLD, false, offset).kernelMessages().get(0).contains("Invalid section offset"));
        byte[] open = btf(0, 4);
        open[27] = 'x';
        assertTrue(withBtf(OLD, false, open).kernelMessages().get(0).contains("Invalid string section"));
        byte[] version = btf(0, 1);
        version[2] = 2;
        assertEquals("ENOTSUPP", withBtf(NEW, false, version).errno());
        assertTrue(withBtf(NEW, false, new byte[7]).kernelMessages().get(0).contains("hdr_len not found"));
    }

    @Test
    void aStructModuleWithItsPointersElsewhereIsTold() {
        StructModule other = new StructModule(64, 32, 40);
        LinkResult result = linker(OLD, facts -> facts, other)
                .link(file(small()), TestKernel.addresses(ARCHITECTURE), new ModuleExports());
        assertEquals(Verdict.UNDEFINED, result.verdict());
        Finding finding = result.findings().get(0);
        assertEquals(FindingCode.MODULE_STRUCT_DRIFT, finding.code());
        assertTrue(
                finding.detail()
                        .startsWith("struct module has 64 bytes and pointers at [56], the kernel's 64 and init at 32"),
                finding.detail());
        assertEquals(Verdict.WOULD_LOAD, link(OLD, small()).verdict());
    }

    @Test
    void anOldKernelWritesBehindAStructThatIsTooSmall() {
        LinkResult result = linker(OLD, facts -> facts, new StructModule(896, TestModule.INIT_AT, 48))
                .link(file(small()), TestKernel.addresses(ARCHITECTURE), new ModuleExports());
        assertEquals(Verdict.UNDEFINED, result.verdict());
        assertTrue(result.findings().get(0).detail().endsWith("the kernel writes behind the module's"));
    }

    @Test
    void anOddAlignmentComesBehindWhatTheRulesRefuse() {
        LoadRules rules = new LoadRules() {
            @Override
            public void beforePlan(KernelModule module, Findings findings) {
                findings.add(Finding.of(FindingCode.VERMAGIC_MISMATCH, "probe.ko", "other kernel"));
            }
        };
        ElfWriter elf = small().with(".data", SectionField.SH_ADDRALIGN, 3);
        LinkResult result = linker(OLD, facts -> facts, STRUCT)
                .asking(rules)
                .link(file(elf), TestKernel.addresses(ARCHITECTURE), new ModuleExports());
        assertEquals(Verdict.REFUSED, result.verdict());
        assertEquals("ENOEXEC", result.errno());
        assertEquals(Verdict.UNDEFINED, link(OLD, elf).verdict());
    }

    @Test
    void whatOnlyKolinkFindsTooLargeIsUnknown() {
        LinkResult result = link(OLD, small().noBits("huge", TestModule.WA, 8, 300L << 20));
        assertEquals(Verdict.UNKNOWN, result.verdict());
        ElfWriter vast = small().noBits("vast", TestModule.WA, 8, 2L << 30);
        ends(link(OLD, vast), "ENOMEM");
        ends(link(MIDDLE, vast), "ENOMEM", "execmem: unable to allocate memory");
    }

    @Test
    void sectionsOfTypeNullAreCopiedWhenLoaded() {
        ElfWriter elf = small().section("null", TestModule.WA, new byte[] {1, 2, 3, 4})
                .with("null", SectionField.SH_TYPE, ElfConstants.SHT_NULL);
        LinkedImage image = link(OLD, elf).image().orElseThrow();
        assertEquals(3, image.bytes(elf.sectionIndex("null"))[2]);
    }

    @Test
    void perCpuDataWithoutContentsIsCopiedNevertheless() {
        ElfWriter near = small().with(".data..percpu", SectionField.SH_TYPE, ElfConstants.SHT_NOBITS);
        ends(link(OLD, near), "");
        ElfWriter far = near.with(".data..percpu", SectionField.SH_SIZE, 8000);
        assertEquals(Verdict.UNDEFINED, link(OLD, far).verdict());
        assertEquals(Verdict.UNDEFINED, link(NEW, far).verdict());
        ends(link(OLD, facts -> facts.with(KernelFact.SMP, false), far), "");
    }

    @Test
    void structModuleWithoutContentsIsUsedUpTo63() {
        ElfWriter elf = small().with(KernelModule.THIS_MODULE, SectionField.SH_TYPE, ElfConstants.SHT_NOBITS);
        assertEquals(Verdict.UNDEFINED, link(OLD, elf).verdict());
        assertEquals("ENOEXEC", link(MIDDLE, elf).errno());
    }

    @Test
    void structModuleIsTakenOverAsItIs() {
        byte[] contents = Arrays.copyOf(TestModule.structModule(ARCHITECTURE.machine(), "probe"), 256);
        ends(link(OLD, withStruct(contents, TestModule.WA)), "");
        assertEquals(
                Verdict.UNDEFINED, link(OLD, withStruct(contents, TestModule.A)).verdict());
        contents[151] = 1;
        ends(link(OLD, withStruct(contents, TestModule.WA)), "");
        contents[176] = 1;
        ends(link(OLD, withStruct(contents, TestModule.WA)), "");
        contents[152] = 1;
        assertEquals(
                Verdict.UNDEFINED,
                link(OLD, withStruct(contents, TestModule.WA)).verdict());
    }

    private static ElfWriter withStruct(byte[] contents, long flags) {
        return ElfWriter.of(ARCHITECTURE.machine())
                .section(".modinfo", TestModule.A, TestModule.strings("name=probe", "license=GPL"))
                .section(KernelModule.THIS_MODULE, ElfConstants.SHT_PROGBITS, flags, 8, contents);
    }

    @Test
    void theKernelPrintsTheNameOfASymbolWithoutSection() {
        ElfWriter elf = small().undefined("nobody").rawSymbol("lost", 500, 0, 0, 0x10, 0);
        assertEquals("ENOEXEC", link(OLD, elf).errno());
        byte[] file = elf.write();
        int at = (int) elf.parse("probe.ko").section(".symtab").orElseThrow().offset();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 24 * elf.symbolIndex("lost"), 1 << 24);
        LinkResult result = linker(OLD, facts -> facts, STRUCT)
                .link(KernelModule.of(ElfFile.parse("probe.ko", file)), TestKernel.addresses(ARCHITECTURE));
        assertEquals(Verdict.UNDEFINED, result.verdict(), "though a symbol before it is unknown");
    }

    @Test
    void namesOfExportsAreLookedUpWhereverTheyLie() {
        for (String table : List.of("__ksymtab", "__ksymtab_gpl")) {
            ElfWriter elf = small().section("strings", TestModule.A, TestModule.strings("exported"))
                    .section(table, TestModule.A, new byte[12])
                    .section("__kflagstab", TestModule.A, new byte[1])
                    .symbol("exported", ".text", 0, 1, 2)
                    .symbol("name", "strings", 0, 0, 0);
            ends(link(OLD, exporting(elf, table, 0)), "");
            assertEquals(
                    Verdict.UNDEFINED, link(OLD, exporting(elf, table, 1 << 20)).verdict());
        }
    }

    private static ElfWriter exporting(ElfWriter elf, String table, long name) {
        return elf.rela(
                table,
                new Relocation(0, elf.symbolIndex("exported"), SyntheticArchitecture.REL32, 0),
                new Relocation(4, elf.symbolIndex("name"), SyntheticArchitecture.REL32, name));
    }

    // Livepatches

    @Test
    void theFlagOfALivepatchCountsBeforeTheType() {
        ElfWriter elf = small().section("flagged", ElfConstants.SHF_RELA_LIVEPATCH, new byte[8]);
        elf.with("flagged", SectionField.SH_INFO, elf.sectionIndex(".data"));
        ends(
                link(OLD, facts -> facts.with(KernelFact.LIVEPATCH, true), elf),
                "EINVAL",
                "livepatch: section flagged has an incorrectly formatted name");
        ends(link(OLD, elf), "");
        elf.with("flagged", SectionField.SH_INFO, 0);
        ends(link(OLD, facts -> facts.with(KernelFact.LIVEPATCH, true), elf), "");
    }

    private static ElfWriter livepatch(String section, String symbol, int index) {
        ElfWriter elf = TestModule.bare(ARCHITECTURE.machine(), "livepatch=Y")
                .section(".text", ElfConstants.SHT_PROGBITS, TestModule.AX, 16, new byte[16])
                .rawSymbol(symbol, index, 0, 0, 0x10, 0);
        return elf.rela(".text", new Relocation(4, elf.symbolIndex(symbol), SyntheticArchitecture.WORD, 4))
                .with(".rela.text", SectionField.SH_FLAGS, ElfConstants.SHF_RELA_LIVEPATCH)
                .renamed(".rela.text", section);
    }

    private static LinkResult patch(String release, String section, String symbol, int index) {
        return link(release, facts -> facts.with(KernelFact.LIVEPATCH, true), livepatch(section, symbol, index));
    }

    private static LinkResult patch(String symbol) {
        return patch(OLD, ".klp.rela.vmlinux..text", symbol, ElfConstants.SHN_LIVEPATCH);
    }

    @Test
    void aLivepatchReachesSymbolsThatNobodyExports() {
        ElfWriter elf = livepatch(".klp.rela.vmlinux..text", ".klp.sym.vmlinux.hidden,0", ElfConstants.SHN_LIVEPATCH);
        LinkResult result = link(OLD, facts -> facts.with(KernelFact.LIVEPATCH, true), elf);
        ends(result, "");
        LinkedImage image = result.image().orElseThrow();
        assertEquals(
                0xffffffff81000204L,
                ByteBuffer.wrap(image.bytes(elf.sectionIndex(".text")))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong(4));
        assertEquals(1, link(OLD, elf).skipped(), "a kernel without livepatching passes it over");
    }

    @Test
    void aLivepatchNamesWhatItWants() {
        ends(
                patch(OLD, ".klp.rela.", ".klp.sym.vmlinux.hidden,0", ElfConstants.SHN_LIVEPATCH),
                "EINVAL",
                "livepatch: section .klp.rela. has an incorrectly formatted name");
        ends(
                patch(OLD, ".klp.rela.vmlinux..text", ".klp.sym.vmlinux.hidden,0", ElfConstants.SHN_ABS),
                "EINVAL",
                "livepatch: symbol .klp.sym.vmlinux.hidden,0 is not marked as a livepatch symbol");
        LinkResult newest = patch(NEW, ".klp.rela.vmlinux..text", ".klp.sym.vmlinux.hidden,0", ElfConstants.SHN_ABS);
        assertTrue(
                newest.kernelMessages().get(0).matches(".* at rela sec \\d+ idx 0 is not marked as a livepatch symbol"),
                newest.kernelMessages().toString());
        ends(
                patch(".klp.sym.vmlinux.hidden"),
                "EINVAL",
                "livepatch: symbol .klp.sym.vmlinux.hidden has an incorrectly formatted name");
        ends(patch(".klp.sym.vmlinux.absent,0"), "EINVAL", "livepatch: symbol 'absent' not found in symbol table");
        ends(
                patch(".klp.sym.vmlinux.hidden,2"),
                "EINVAL",
                "livepatch: symbol position 2 for symbol 'hidden' in object 'vmlinux' not found");
    }

    @Test
    void whatALivepatchDoesToOtherModulesComesLater() {
        LinkResult result = patch(OLD, ".klp.rela.ext4..text", ".klp.sym.ext4.hidden,0", ElfConstants.SHN_LIVEPATCH);
        ends(result, "");
        assertEquals(1, result.skipped());
        assertFalse(result.findings().stream().anyMatch(finding -> finding.code() == FindingCode.MODULE_LIVEPATCH));
        assertEquals(
                FindingCode.MODULE_LIVEPATCH,
                patch(".klp.sym.ext4.elsewhere,0").findings().get(0).code());
    }
}
