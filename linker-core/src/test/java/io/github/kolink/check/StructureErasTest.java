// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.SectionField;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.TestModule;
import io.github.kolink.symbols.structure.StructModule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What makes a file a module, as each generation of kernels asks it. */
final class StructureErasTest {
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();
    private static final String OLD = "6.1.0-56-amd64";
    private static final String COPY = "6.12.107+deb13-amd64";
    private static final String SPLIT = "6.12.117+deb13-amd64";
    private static final String NEW = "7.3.4+deb13-amd64";
    private static final Optional<StructModule> SOUND = Optional.of(new StructModule(64, TestModule.INIT_AT, 48));
    private static final String THIS = KernelModule.THIS_MODULE;

    private static ElfWriter small() {
        return TestModule.small(ARCHITECTURE.machine());
    }

    private static KernelTarget target(String release, Optional<StructModule> struct) {
        KernelFacts facts = KernelFacts.of(release, ARCHITECTURE.usualFacts());
        return new KernelTarget(TestKernel.kallsyms(TestKernel.SYMBOLS), facts, Map.of(), struct);
    }

    private static List<Finding> findings(KernelTarget target, ElfWriter elf) {
        Findings findings = new Findings();
        KernelModule module = KernelModule.of(
                ElfFile.parseAs("probe.ko", elf.write(), ARCHITECTURE.machine(), target.facts()), target.facts());
        ModuleChecks checks = new ModuleChecks(module, target, findings);
        checks.beforePlan(ARCHITECTURE, true);
        checks.afterPlan(LayoutPlan.NONE);
        return findings.list();
    }

    private static void says(String release, String words, UnaryOperator<ElfWriter> change) {
        List<Finding> found = findings(target(release, SOUND), change.apply(small()));
        assertTrue(!found.isEmpty(), release + " says nothing");
        assertEquals(words, found.get(0).kernelMessage(), release);
        assertEquals(words.isEmpty() ? "" : "ENOEXEC", found.get(0).errno());
    }

    private static void takes(String release, UnaryOperator<ElfWriter> change) {
        assertEquals(List.of(), findings(target(release, SOUND), change.apply(small())), release);
    }

    @Test
    void soundModulesAreTaken() {
        List.of(OLD, COPY, SPLIT, NEW).forEach(release -> takes(release, elf -> elf));
    }

    @Test
    void noStructModule() {
        UnaryOperator<ElfWriter> hidden = elf -> elf.with(THIS, SectionField.SH_NAME, 0);
        says(OLD, "probe: No module found in object", hidden);
        says(COPY, "module probe: Only one " + THIS + " section must exist.", hidden);
        says(SPLIT, "module probe: Exactly one " + THIS + " section must exist.", hidden);
        says(NEW, "module probe: Exactly one " + THIS + " section must exist.", hidden);
    }

    @Test
    void twoStructModules() {
        UnaryOperator<ElfWriter> two = elf -> elf.section(THIS, TestModule.WA, new byte[64]);
        takes(OLD, two);
        says(COPY, "module probe: Only one " + THIS + " section must exist.", two);
        says(NEW, "module probe: Exactly one " + THIS + " section must exist.", two);
    }

    @Test
    void structModuleWithoutMemory() {
        UnaryOperator<ElfWriter> unallocated = elf -> elf.with(THIS, SectionField.SH_FLAGS, 1);
        says(OLD, "probe: No module found in object", unallocated);
        String words = "module probe: " + THIS + " must occupy memory during process execution";
        List.of(COPY, SPLIT, NEW).forEach(release -> says(release, words, unallocated));
    }

    @Test
    void structModuleWithoutContents() {
        UnaryOperator<ElfWriter> empty = elf -> elf.with(THIS, SectionField.SH_TYPE, ElfConstants.SHT_NOBITS);
        takes(OLD, empty);
        // It is not counted, as nothing without contents is.
        says(COPY, "module probe: Only one " + THIS + " section must exist.", empty);
        says(NEW, "module probe: " + THIS + " section must have a size set", empty);
    }

    @Test
    void anotherSizeOfStructModule() {
        KernelTarget other = target(NEW, Optional.of(new StructModule(1280, 312, 1000)));
        Finding finding = findings(other, small()).get(0);
        assertEquals(FindingCode.MODULE_STRUCT_SIZE, finding.code());
        assertEquals(
                "module probe: " + THIS + " section size must match the kernel's built struct module size at run time",
                finding.kernelMessage());
        assertTrue(finding.detail().startsWith("struct module has 64 bytes, the kernel's 1280"), finding.detail());
    }

    @Test
    void aSizeThatNoInputTellsIsUnknownWhereTheKernelAsks() {
        assertEquals(
                List.of(FindingCode.MODULE_STRUCT_UNKNOWN),
                findings(target(NEW, Optional.empty()), small()).stream()
                        .map(Finding::code)
                        .toList());
        assertEquals(List.of(), findings(target(OLD, Optional.empty()), small()));
    }

    @Test
    void theSymbolTableComesBehindStructModuleInTheNewest() {
        UnaryOperator<ElfWriter> both =
                elf -> elf.with(".symtab", SectionField.SH_TYPE, 1).with(THIS, SectionField.SH_FLAGS, 1);
        says(OLD, "probe: module has no symbols (stripped?)", both);
        says(COPY, "probe: module has no symbols (stripped?)", both);
        says(NEW, "module probe: " + THIS + " must occupy memory during process execution", both);
    }

    @Test
    void twoSymbolTables() {
        UnaryOperator<ElfWriter> two = elf ->
                elf.section("more", ElfConstants.SHT_SYMTAB, 0, 8, new byte[24]).with("more", SectionField.SH_LINK, 1);
        List.of(COPY, SPLIT, NEW).forEach(release -> says(release, "probe: module has no symbols (stripped?)", two));
    }

    @Test
    void twoModinfos() {
        UnaryOperator<ElfWriter> two = elf -> elf.section(".modinfo", 0, TestModule.strings("name=twin"));
        takes(OLD, two);
        List.of(COPY, SPLIT, NEW).forEach(release -> says(release, "Only one .modinfo section must exist.", two));
    }

    @Test
    void modinfoNeedNotBeLoadedForTheName() {
        UnaryOperator<ElfWriter> unallocated =
                elf -> elf.with(".modinfo", SectionField.SH_FLAGS, 0).with(".symtab", SectionField.SH_TYPE, 1);
        says(OLD, "(missing .modinfo section or name field): module has no symbols (stripped?)", unallocated);
        says(NEW, "probe: module has no symbols (stripped?)", unallocated);
    }

    @Test
    void theStringsOfTheNewest() {
        says(
                SPLIT,
                "Invalid ELF sh_link!=SHN_UNDEF(0) or (sh_link(0) >= hdr->e_shnum("
                        + small().parse("probe.ko").sections().size() + ")",
                elf -> elf.with(".symtab", SectionField.SH_LINK, 0));
        UnaryOperator<ElfWriter> typed = elf -> elf.with(".strtab", SectionField.SH_TYPE, 1);
        says(SPLIT, "Invalid ELF symbol string table type: 1", typed);
        says(NEW, "Invalid ELF symbol string table type: 1", typed);
        takes(COPY, typed);
        UnaryOperator<ElfWriter> empty = elf -> elf.with(".strtab", SectionField.SH_SIZE, 0);
        says(NEW, "empty symbol string table", empty);
        long size = small().parse("probe.ko").section(".strtab").orElseThrow().size();
        says(
                NEW,
                "symbol string table isn't NUL terminated",
                elf -> elf.with(".strtab", SectionField.SH_SIZE, size - 1));
        long at = small().parse("probe.ko").section(".strtab").orElseThrow().offset();
        says(
                NEW,
                "symbol string table missing leading NUL",
                elf -> elf.with(".strtab", SectionField.SH_OFFSET, at + 1)
                        .with(".strtab", SectionField.SH_SIZE, size - 1));
        says(NEW, "symbol name out of bounds in string table", elf -> elf.with(".strtab", SectionField.SH_SIZE, 8));
    }

    @Test
    void upToSixTwelveNamesOutsideTheirTableAreUndefined() {
        UnaryOperator<ElfWriter> cut = elf -> elf.with(".strtab", SectionField.SH_SIZE, 8);
        for (String release : List.of(OLD, COPY, SPLIT)) {
            assertEquals(
                    FindingCode.MODULE_STRING_BOUNDS,
                    findings(target(release, SOUND), cut.apply(small())).get(0).code(),
                    release);
        }
    }

    @Test
    void extendedVersions() {
        UnaryOperator<ElfWriter> alone = elf -> elf.section("__version_ext_crcs", TestModule.A, new byte[8]);
        says(NEW, "extended version crc+name presence does not match", alone);
        takes(SPLIT, alone);
        says(
                NEW,
                "more extended version crcs than names",
                elf -> alone.apply(elf).section("__version_ext_names", TestModule.A, TestModule.strings("one")));
        takes(
                NEW,
                elf -> alone.apply(elf).section("__version_ext_names", TestModule.A, TestModule.strings("one", "two")));
    }

    @Test
    void aSectionThatIsNotThereButCopied() {
        UnaryOperator<ElfWriter> none = elf -> elf.with(".data", SectionField.SH_TYPE, ElfConstants.SHT_NULL)
                .with(".data", SectionField.SH_OFFSET, 1 << 30);
        List.of(OLD, NEW)
                .forEach(release -> assertEquals(
                        FindingCode.ELF_READ_OUTSIDE,
                        findings(target(release, SOUND), none.apply(small()))
                                .get(0)
                                .code()));
    }

    @Test
    void aNameOutsideTheFileIsReadWhereSectionsAreLookedFor() {
        UnaryOperator<ElfWriter> bss = elf -> elf.with(".bss", SectionField.SH_NAME, 1 << 30);
        assertEquals(
                FindingCode.ELF_READ_OUTSIDE,
                findings(target(OLD, SOUND), bss.apply(small())).get(0).code());
        UnaryOperator<ElfWriter> comment = elf -> elf.with(".comment", SectionField.SH_NAME, 1 << 30);
        takes(OLD, comment);
        KernelTarget btf = target(OLD, SOUND);
        assertEquals(
                FindingCode.ELF_READ_OUTSIDE,
                findings(
                                new KernelTarget(
                                        btf.snapshot(),
                                        btf.facts().with(KernelFact.BTF_MODULES, true),
                                        Map.of(),
                                        SOUND),
                                comment.apply(small()))
                        .get(0)
                        .code());
    }
}
