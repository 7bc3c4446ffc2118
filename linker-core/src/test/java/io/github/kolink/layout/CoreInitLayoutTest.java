// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import static io.github.kolink.layout.RegionKind.CORE;
import static io.github.kolink.layout.RegionKind.INIT;
import static io.github.kolink.layout.RegionKind.PERCPU;
import static io.github.kolink.module.TestModule.A;
import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.SectionField;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.module.KernelModule;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * {@code layout_sections} and {@code layout_symtab} of 6.1, with every offset worked out by hand. A page is 4,096 bytes; a
 * symbol table of n symbols has 24·n bytes here.
 */
class CoreInitLayoutTest {
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();
    private static final KernelFacts FACTS = KernelFacts.of("6.1", ARCHITECTURE.usualFacts());
    private static final int PAGE = 4096;

    private static ElfWriter elf() {
        return ElfWriter.of(ARCHITECTURE.machine());
    }

    private static ElfWriter data(ElfWriter elf, String name, long flags, long alignment, int size) {
        return elf.section(name, ElfConstants.SHT_PROGBITS, flags, alignment, new byte[size]);
    }

    private static ModuleLayout layOut(ElfWriter elf, KernelFacts facts) {
        return LayoutRules.of(facts).layOut(KernelModule.of(elf.parse("probe.ko")), LayoutPlan.NONE, facts, PAGE);
    }

    private static void assertPlaced(
            ElfWriter elf, ModuleLayout layout, String section, RegionKind region, long offset) {
        assertEquals(
                Optional.of(new SectionPlacement(region, offset)),
                layout.placement(
                        elf.parse("probe.ko").section(section).orElseThrow().index()),
                section);
    }

    private static long size(ModuleLayout layout, RegionKind kind) {
        return layout.region(kind).map(MemoryRegion::size).orElse(0L);
    }

    /** Data first in the file, to tell the order of passes from the order of sections. */
    private static ElfWriter mixed() {
        ElfWriter elf = elf();
        data(elf, ".data", WA, 8, 100);
        data(elf, ".data..ro_after_init", WA, 8, 20);
        data(elf, "__jump_table", WA, 8, 16);
        data(elf, ".rodata", A, 32, 40);
        data(elf, ".text", AX, 16, 5000);
        data(elf, ".text.unlikely", AX, 16, 10);
        data(elf, ".init.data", WA, 8, 12);
        data(elf, ".init.rodata", A, 8, 7);
        data(elf, ".init.text", AX, 16, 30);
        data(elf, ".exit.text", AX, 1, 3);
        data(elf, ".static_call_sites", WA, 4, 8);
        data(elf, ".note.GNU-stack", 0, 1, 0);
        data(elf, ".modinfo", A, 1, 30);
        data(elf, "__versions", A, 32, 64);
        return elf.noBits(".bss", WA, 64, 100);
    }

    @Test
    void sectionsGoByPassAndEachPassEndsOnAPage() {
        ElfWriter elf = mixed();
        ModuleLayout layout = layOut(elf, FACTS);
        assertPlaced(elf, layout, ".text", CORE, 0);
        assertPlaced(elf, layout, ".text.unlikely", CORE, 5008); // 5000 up to 16
        assertPlaced(elf, layout, ".exit.text", CORE, 5018); // 5008 + 10
        assertPlaced(elf, layout, ".rodata", CORE, 8192); // 5021 up to a page
        assertPlaced(elf, layout, ".data..ro_after_init", CORE, 12288); // 8232 up to a page
        assertPlaced(elf, layout, "__jump_table", CORE, 12312); // 12308 up to 8
        assertPlaced(elf, layout, ".data", CORE, 16384); // 12328 up to a page
        assertPlaced(elf, layout, ".static_call_sites", CORE, 16484); // writable data on 6.1
        assertPlaced(elf, layout, ".bss", CORE, 16512); // 16492 up to 64
        // 16612 up to a page is 20480; then the cut-down tables: 24 + 1 + 1 bytes of symbol 0, up to a page.
        assertEquals(24576, size(layout, CORE));
        assertEquals(24576, layout.coreSize());

        assertPlaced(elf, layout, ".init.text", INIT, 0);
        assertPlaced(elf, layout, ".init.rodata", INIT, 4096);
        assertPlaced(elf, layout, ".init.data", INIT, 8192);
        // 8204 up to a page
        assertPlaced(elf, layout, ".symtab", INIT, 12288);
        assertPlaced(elf, layout, ".strtab", INIT, 12312);
        // 12313 up to 8 is 12320, + 32 + 1 type byte = 12353, up to a page
        assertEquals(16384, size(layout, INIT));
        assertEquals(0, size(layout, PERCPU));
        assertEquals(24576 + 16384, layout.totalSize());
    }

    @Test
    void modinfoAndVersionsAreNotLoaded() {
        ElfWriter elf = mixed();
        ModuleLayout layout = layOut(elf, FACTS);
        for (String name : new String[] {".modinfo", "__versions", ".note.GNU-stack", ".shstrtab"}) {
            int index = elf.parse("probe.ko").section(name).orElseThrow().index();
            assertTrue(layout.placement(index).isEmpty(), name);
            assertTrue(!layout.sections().get(index).has(A), name);
        }
    }

    @Test
    void onlyTheFirstLoadedSectionOfANameIsDropped() {
        ElfWriter elf = elf();
        data(elf, ".modinfo", 0, 1, 5);
        data(elf, ".modinfo", A, 1, 5);
        data(elf, ".modinfo", A, 1, 5);
        ModuleLayout layout = layOut(elf, FACTS);
        assertTrue(layout.placement(1).isEmpty());
        assertTrue(layout.placement(2).isEmpty());
        assertEquals(Optional.of(new SectionPlacement(CORE, 0)), layout.placement(3));
    }

    @Test
    void theInitPartIsNotPaddedBehindReadOnlyAfterInit() {
        ElfWriter elf = elf();
        data(elf, ".init.text", AX, 1, 1);
        data(elf, ".init.ro", WA | ElfConstants.SHF_RO_AFTER_INIT, 1, 5);
        data(elf, ".init.data", WA, 1, 7);
        ModuleLayout layout = layOut(elf, FACTS.with(KernelFact.KALLSYMS, false));
        assertPlaced(elf, layout, ".init.text", INIT, 0);
        assertPlaced(elf, layout, ".init.ro", INIT, 4096); // 1, padded behind text and behind read-only data: 4096
        assertPlaced(elf, layout, ".init.data", INIT, 4101); // not padded
        assertEquals(8192, size(layout, INIT));
    }

    @Test
    void nothingIsPaddedWithoutStrictModuleRwx() {
        ElfWriter elf = mixed();
        ModuleLayout layout = layOut(elf, FACTS.with(KernelFact.STRICT_MODULE_RWX, false));
        assertPlaced(elf, layout, ".exit.text", CORE, 5018);
        assertPlaced(elf, layout, ".rodata", CORE, 5024); // 5021 up to 32
        assertPlaced(elf, layout, ".data..ro_after_init", CORE, 5064);
        assertPlaced(elf, layout, "__jump_table", CORE, 5088); // 5084 up to 8
        assertPlaced(elf, layout, ".data", CORE, 5104);
        assertPlaced(elf, layout, ".static_call_sites", CORE, 5204);
        assertPlaced(elf, layout, ".bss", CORE, 5248); // 5212 up to 64
        assertEquals(5352 + 24 + 1 + 1, size(layout, CORE)); // 5348 up to 8, then the tables
        assertPlaced(elf, layout, ".init.rodata", INIT, 32); // 30 up to 8
        assertPlaced(elf, layout, ".init.data", INIT, 40); // 39 up to 8
        assertPlaced(elf, layout, ".symtab", INIT, 56); // 52 up to 8
        assertPlaced(elf, layout, ".strtab", INIT, 80);
        assertEquals(88 + 32 + 1, size(layout, INIT)); // 81 up to 8
    }

    @Test
    void exitCodeIsInitOfAKernelThatCannotUnload() {
        ElfWriter elf = mixed();
        ModuleLayout layout = layOut(elf, FACTS.with(KernelFact.MODULE_UNLOAD, false));
        assertPlaced(elf, layout, ".exit.text", INIT, 30);
    }

    @Test
    void everySectionWhoseNameStartsWithInitIsInit() {
        ElfWriter elf = elf();
        data(elf, ".init_array", WA, 8, 8);
        data(elf, ".initx", WA, 8, 8);
        data(elf, "my.init", WA, 8, 8);
        ModuleLayout layout = layOut(elf, FACTS);
        assertPlaced(elf, layout, ".init_array", INIT, 0);
        assertPlaced(elf, layout, ".initx", INIT, 8);
        assertPlaced(elf, layout, "my.init", CORE, 0);
    }

    @Test
    void readOnlyAfterInitIsByFlagOrByName() {
        ElfWriter elf = elf();
        data(elf, "flagged", WA | ElfConstants.SHF_RO_AFTER_INIT, 1, 1);
        data(elf, ".static_call_sites", WA, 1, 1);
        data(elf, "__jump_table", WA, 1, 1);
        ModuleLayout old = layOut(elf, FACTS);
        assertPlaced(elf, old, "flagged", CORE, 0);
        assertPlaced(elf, old, "__jump_table", CORE, 1);
        assertPlaced(elf, old, ".static_call_sites", CORE, 4096);
        assertPlaced(
                elf, layOut(elf, FACTS.with(KernelFact.STATIC_CALL_SITES_RO, true)), ".static_call_sites", CORE, 1);
        assertTrue(old.sections().get(3).has(ElfConstants.SHF_RO_AFTER_INIT));
    }

    @Test
    void emptySectionsHaveAddresses() {
        ElfWriter elf = elf();
        data(elf, ".data", WA, 8, 3);
        elf.noBits(".bss", WA, 32, 0);
        data(elf, ".more", WA, 1, 1);
        ModuleLayout layout = layOut(elf, FACTS);
        assertPlaced(elf, layout, ".bss", CORE, 32); // 3 up to 32
        assertPlaced(elf, layout, ".more", CORE, 32);
    }

    @Test
    void sectionsOfOneNameArePlacedEach() {
        ElfWriter elf = elf();
        data(elf, ".data", WA, 8, 3);
        data(elf, ".data", WA, 8, 3);
        ModuleLayout layout = layOut(elf, FACTS);
        assertEquals(0, layout.placement(1).orElseThrow().offset());
        assertEquals(8, layout.placement(2).orElseThrow().offset());
    }

    @Test
    void perCpuDataLiesApartOnMultiprocessors() {
        ElfWriter elf = elf();
        data(elf, ".data..percpu", WA, 64, 100);
        data(elf, ".data", WA, 8, 8);
        ModuleLayout layout = layOut(elf, FACTS);
        assertPlaced(elf, layout, ".data..percpu", PERCPU, 0);
        assertPlaced(elf, layout, ".data", CORE, 0);
        assertEquals(Optional.of(new MemoryRegion(PERCPU, 100, 64)), layout.region(PERCPU));
        assertEquals(8192, layout.coreSize()); // data, tables
        ModuleLayout single = layOut(elf, FACTS.with(KernelFact.SMP, false));
        assertPlaced(elf, single, ".data..percpu", CORE, 0);
        assertPlaced(elf, single, ".data", CORE, 104);
        assertTrue(single.region(PERCPU).isEmpty());
    }

    /** Symbols of every kind that does or does not count for the cut-down table. */
    private static ElfWriter symbols() {
        ElfWriter elf = elf();
        data(elf, ".text", AX, 1, 1);
        data(elf, ".data", WA, 1, 1);
        data(elf, ".init.text", AX, 1, 1);
        data(elf, ".data..percpu", WA, 1, 1);
        data(elf, ".comment", 0, 1, 1);
        return elf.symbol("", ".text", 0, 0, ElfConstants.STT_SECTION) // no name
                .symbol("code", ".text", 0, 1, 2) // counts: 5 bytes
                .symbol("twice", ".text", 0, 0, 2) // counts: 6 bytes
                .symbol("twice", ".text", 0, 0, 2) // counts again: 6 bytes
                .symbol("data", ".data", 0, 1, 1) // with all symbols: 5 bytes
                .symbol("percpu", ".data..percpu", 0, 1, 1) // with all symbols: 7 bytes
                .symbol("init", ".init.text", 0, 1, 2)
                .symbol("comment", ".comment", 0, 1, 1)
                .symbol("symtab", ".text", 0, 1, 1) // counts: 7 bytes
                .rawSymbol("common", ElfConstants.SHN_COMMON, 4, 4, 0x11, 0)
                .rawSymbol("nowhere", 77, 4, 4, 0x11, 0)
                .absolute("absolute", 1)
                .undefined("undefined");
    }

    @Test
    void theCoreTablesHoldTheSymbolsThatStay() {
        KernelFacts unpadded = FACTS.with(KernelFact.STRICT_MODULE_RWX, false);
        // .text and .data are 2 bytes; the tables start at 8.
        long all = 8 + 7 * 24 + (1 + 5 + 6 + 6 + 5 + 7 + 7) + 7;
        assertEquals(all, size(layOut(symbols(), unpadded), CORE));
        long code = 8 + 5 * 24 + (1 + 5 + 6 + 6 + 7) + 5;
        assertEquals(code, size(layOut(symbols(), unpadded.with(KernelFact.KALLSYMS_ALL, false)), CORE));
        // Without SMP the per-CPU section is data like any other: one byte more of it, and its symbol counts as data.
        assertEquals(all, size(layOut(symbols(), unpadded.with(KernelFact.SMP, false)), CORE));
    }

    @Test
    void theInitTablesHoldAllSymbols() {
        KernelFacts unpadded = FACTS.with(KernelFact.STRICT_MODULE_RWX, false);
        ElfFile file = symbols().parse("probe.ko");
        long strings = file.section(".strtab").orElseThrow().size();
        long before = 8 + 24L * 14 + strings; // .init.text has 1 byte; 13 symbols and the null one
        assertEquals((before + 7) / 8 * 8 + 32 + 14, size(layOut(symbols(), unpadded), INIT));
    }

    @Test
    void aLivepatchKeepsAllSymbols() {
        ElfWriter elf =
                symbols().section(".modinfo", A, "livepatch=Y\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        long strings = 1 + 1 + 5 + 6 + 6 + 5 + 7 + 5 + 8 + 7 + 7 + 8 + 9 + 10;
        assertEquals(
                8 + 14 * 24 + strings + 14, size(layOut(elf, FACTS.with(KernelFact.STRICT_MODULE_RWX, false)), CORE));
    }

    @Test
    void withoutKallsymsThereAreNoTables() {
        ElfWriter elf = symbols();
        ModuleLayout layout = layOut(elf, FACTS.with(KernelFact.KALLSYMS, false));
        assertTrue(layout.placement(
                        elf.parse("probe.ko").section(".symtab").orElseThrow().index())
                .isEmpty());
        assertEquals(8192, size(layout, CORE));
        assertEquals(4096, size(layout, INIT));
    }

    @Test
    void aTablesAlignmentCounts() {
        ElfWriter elf = symbols().with(".symtab", SectionField.SH_ADDRALIGN, 256);
        KernelFacts unpadded = FACTS.with(KernelFact.STRICT_MODULE_RWX, false);
        assertEquals(256 + 7 * 24 + 37 + 7, size(layOut(elf, unpadded), CORE));
        assertPlaced(elf, layOut(elf, unpadded), ".symtab", INIT, 256);
    }

    @Test
    void m68kHasSmallSymbolsAndPointersAlignedToTwo() {
        SyntheticArchitecture m68k = SyntheticArchitecture.big32();
        KernelFacts facts = KernelFacts.of("6.1", java.util.Set.of(KernelFact.KALLSYMS, KernelFact.MODULE_UNLOAD));
        ElfWriter elf = ElfWriter.of(m68k.machine());
        data(elf, ".text", AX, 4, 6);
        data(elf, ".data..percpu", WA, 4, 4);
        elf.symbol("code", ".text", 0, 1, 2);
        ModuleLayout layout =
                LayoutRules.of(facts).layOut(KernelModule.of(elf.parse("probe.ko")), LayoutPlan.NONE, facts, PAGE);
        assertPlaced(elf, layout, ".text", CORE, 0);
        assertPlaced(elf, layout, ".data..percpu", CORE, 8);
        assertEquals(12 + 2 * 16 + (1 + 5) + 2, size(layout, CORE));
        assertPlaced(elf, layout, ".symtab", INIT, 0);
        assertPlaced(elf, layout, ".strtab", INIT, 32);
        assertEquals(38 + 16 + 2, size(layout, INIT)); // 32 + 6 is even already
    }

    @Test
    void theArchitecturesPlanComesFirst() {
        ElfWriter elf = elf();
        data(elf, ".plt", 0, 1, 1);
        data(elf, ".text", AX, 4, 8);
        data(elf, ".data", WA, 4, 8);
        LayoutPlan plan =
                new LayoutPlan(java.util.List.of(new SyntheticSection(1, AX, 64, 100)), Map.of(3, 512L), Map.of());
        ModuleLayout layout = LayoutRules.of(FACTS)
                .layOut(
                        KernelModule.of(elf.parse("probe.ko")),
                        plan,
                        FACTS.with(KernelFact.STRICT_MODULE_RWX, false),
                        PAGE);
        assertPlaced(elf, layout, ".plt", CORE, 0);
        assertPlaced(elf, layout, ".text", CORE, 100);
        assertPlaced(elf, layout, ".data", CORE, 512);
        assertEquals(ElfConstants.SHT_NOBITS, layout.sections().get(1).type());
        assertEquals(512, layout.region(CORE).orElseThrow().alignment());
    }

    @Test
    void hugeSizesStayHuge() {
        ElfWriter elf = elf().noBits(".bss", WA, 1, Long.MAX_VALUE)
                .noBits(".bss2", WA, 4096, 1)
                .noBits(".init.bss", WA, 1, Long.MAX_VALUE)
                .noBits(".data..percpu", WA, 1, 4096);
        ModuleLayout layout = layOut(elf, FACTS);
        assertEquals(Long.MAX_VALUE, size(layout, CORE));
        assertEquals(Long.MAX_VALUE, layout.totalSize());
        assertEquals(Long.MAX_VALUE, layout.coreSize());
    }
}
