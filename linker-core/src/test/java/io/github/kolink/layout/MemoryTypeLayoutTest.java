// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import static io.github.kolink.layout.RegionKind.DATA;
import static io.github.kolink.layout.RegionKind.INIT_DATA;
import static io.github.kolink.layout.RegionKind.INIT_RODATA;
import static io.github.kolink.layout.RegionKind.INIT_TEXT;
import static io.github.kolink.layout.RegionKind.PERCPU;
import static io.github.kolink.layout.RegionKind.RODATA;
import static io.github.kolink.layout.RegionKind.RO_AFTER_INIT;
import static io.github.kolink.layout.RegionKind.TEXT;
import static io.github.kolink.module.TestModule.A;
import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.module.KernelModule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code __layout_sections} and {@code layout_symtab} of 6.4 and later, offsets worked out by hand. */
class MemoryTypeLayoutTest {
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();
    private static final KernelFacts FACTS = KernelFacts.of("6.12", ARCHITECTURE.usualFacts());
    private static final int PAGE = 4096;

    private static ElfWriter mixed() {
        ElfWriter elf = ElfWriter.of(ARCHITECTURE.machine());
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
        data(elf, ".modinfo", A, 1, 30);
        data(elf, "__version_ext_crcs", A, 1, 4);
        data(elf, ".data..percpu", WA, 16, 5);
        elf.noBits(".bss", WA, 64, 100);
        return elf.symbol("code", ".text", 0, 1, 2);
    }

    private static ElfWriter data(ElfWriter elf, String name, long flags, long alignment, int size) {
        return elf.section(name, ElfConstants.SHT_PROGBITS, flags, alignment, new byte[size]);
    }

    private static ModuleLayout layOut(ElfWriter elf, KernelFacts facts) {
        return LayoutRules.of(facts).layOut(KernelModule.of(elf.parse("probe.ko")), LayoutPlan.NONE, facts, PAGE);
    }

    private static void assertPlaced(ModuleLayout layout, String section, RegionKind region, long offset) {
        assertEquals(
                Optional.of(new SectionPlacement(region, offset)),
                layout.placement(layout.sections().stream()
                        .filter(header -> header.name().equals(section))
                        .findFirst()
                        .orElseThrow()
                        .index()),
                section);
    }

    @Test
    void eachKindOfMemoryIsABlockOfItsOwn() {
        ModuleLayout layout = layOut(mixed(), FACTS);
        assertPlaced(layout, ".text", TEXT, 0);
        assertPlaced(layout, ".text.unlikely", TEXT, 5008);
        assertPlaced(layout, ".exit.text", TEXT, 5018);
        assertPlaced(layout, ".rodata", RODATA, 0);
        assertPlaced(layout, "__version_ext_crcs", RODATA, 40); // unknown to 6.12, so it stays
        assertPlaced(layout, ".data..ro_after_init", RO_AFTER_INIT, 0);
        assertPlaced(layout, "__jump_table", RO_AFTER_INIT, 24);
        assertPlaced(layout, ".data", DATA, 0);
        assertPlaced(layout, ".static_call_sites", DATA, 100);
        assertPlaced(layout, ".bss", DATA, 128);
        assertPlaced(layout, ".init.text", INIT_TEXT, 0);
        assertPlaced(layout, ".init.rodata", INIT_RODATA, 0);
        assertPlaced(layout, ".init.data", INIT_DATA, 0);
        assertPlaced(layout, ".symtab", INIT_DATA, 16);
        assertPlaced(layout, ".strtab", INIT_DATA, 64);
        assertPlaced(layout, ".data..percpu", PERCPU, 0);
        assertEquals(
                List.of(
                        new MemoryRegion(TEXT, 8192, 16),
                        new MemoryRegion(DATA, 4096, 64),
                        new MemoryRegion(RODATA, 4096, 32),
                        new MemoryRegion(RO_AFTER_INIT, 4096, 8),
                        new MemoryRegion(INIT_TEXT, 4096, 16),
                        new MemoryRegion(INIT_DATA, 4096, 8),
                        new MemoryRegion(INIT_RODATA, 4096, 8),
                        new MemoryRegion(PERCPU, 5, 16)),
                layout.regions());
        assertEquals(8192 + 3 * 4096, layout.coreSize());
    }

    @Test
    void laterKernelsKnowMoreSections() {
        ModuleLayout layout = layOut(mixed(), FACTS.asRelease("7.3"));
        assertPlaced(layout, ".static_call_sites", RO_AFTER_INIT, 40);
        assertPlaced(layout, ".bss", DATA, 128);
        assertTrue(layout.placement(mixed().sectionIndex("__version_ext_crcs")).isEmpty());
    }

    @Test
    void theTablesComeBehindTheData() {
        ElfWriter elf = ElfWriter.of(ARCHITECTURE.machine());
        data(elf, ".text", AX, 1, 1);
        data(elf, ".data", WA, 1, PAGE - 24 - 24 - 1 - 5 - 2); // leaves exactly the room of two symbols
        elf.symbol("code", ".text", 0, 1, 2);
        assertEquals(PAGE, layOut(elf, FACTS).region(DATA).orElseThrow().size());
        elf.symbol("c", ".text", 0, 1, 2);
        assertEquals(2 * PAGE, layOut(elf, FACTS).region(DATA).orElseThrow().size());
    }

    @Test
    void thereIsNoReadOnlyAfterInitMemoryForInit() {
        ElfWriter elf = ElfWriter.of(ARCHITECTURE.machine());
        data(elf, ".init.data", WA, 1, 3);
        data(elf, ".init.ro", WA | ElfConstants.SHF_RO_AFTER_INIT, 1, 5);
        ModuleLayout layout = layOut(elf, FACTS);
        assertPlaced(layout, ".init.data", INIT_DATA, 0);
        assertPlaced(layout, ".init.ro", INIT_DATA, 3);
    }

    @Test
    void blocksAreWholePagesWhateverTheProtection() {
        ModuleLayout layout = layOut(mixed(), FACTS.with(KernelFact.STRICT_MODULE_RWX, false));
        assertEquals(8192, layout.region(TEXT).orElseThrow().size());
    }

    @Test
    void exitCodeAndUniprocessorsAreAsBefore() {
        ModuleLayout layout =
                layOut(mixed(), FACTS.with(KernelFact.MODULE_UNLOAD, false).with(KernelFact.SMP, false));
        assertPlaced(layout, ".exit.text", INIT_TEXT, 30);
        assertPlaced(layout, ".data..percpu", DATA, 112); // 108 up to 16
        assertTrue(layout.region(PERCPU).isEmpty());
    }
}
