// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Verdict;
import io.github.kolink.image.LinkedElf;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.module.TestModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ModuleLinkerTest {
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();
    private static final long AREA = SyntheticArchitecture.MODULE_AREA;

    private static LinkResult link(ElfWriter elf, AddressSpace addresses) {
        return TestKernel.linker(ARCHITECTURE).link(TestModule.of(elf), addresses);
    }

    private static LinkResult link(ElfWriter elf) {
        return link(elf, TestKernel.addresses(ARCHITECTURE));
    }

    private static LinkedImage image(LinkResult result) {
        return result.image().orElseThrow(() -> new AssertionError(result.findings()));
    }

    private static ByteBuffer bytes(LinkedImage image, int section) {
        return ByteBuffer.wrap(image.bytes(section)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void sectionsHoldTheirRelocatedBytes() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine());
        LinkResult result = link(elf);
        LinkedImage image = image(result);
        int text = elf.sectionIndex(".text");
        int data = elf.sectionIndex(".data");
        // .text is first; .rodata, read-only-after-init and data follow page by page, this_module before .data.
        assertEquals(AREA, image.address(text));
        assertEquals(AREA + 8192 + 64, image.address(data));
        assertEquals(
                (int) (0xffffffff81000100L - 4 - (AREA + 4)), bytes(image, text).getInt(4));
        assertEquals(16 - 4 - 12, bytes(image, text).getInt(12));
        assertEquals(0xffffffff81800000L, bytes(image, data).getLong(0));
        assertEquals(AREA + 8192 + 64 + 16, bytes(image, data).getLong(8));
        assertEquals(6, result.relocations().total());
        assertEquals(Map.of(1, 3L, 3, 3L), result.relocations().byType());
        assertEquals(1, result.skipped(), ".comment is not loaded");
        assertEquals(List.of(), result.findings());
        assertEquals("", result.errno());
    }

    @Test
    void theLoadedSymbolTableHoldsTheValues() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine());
        LinkedImage image = image(link(elf));
        int symbol = elf.symbolIndex("state");
        assertEquals(
                image.value(symbol), bytes(image, image.symbols().section()).getLong(24 * symbol + 8));
    }

    @Test
    void perCpuDataIsRelocatedByLaterKernelsOnly() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine());
        elf.rela(".data..percpu", new Relocation(0, elf.symbolIndex("state"), SyntheticArchitecture.WORD, 0));
        LinkResult before = link(elf);
        assertEquals(FindingCode.RELOC_PERCPU_SKIPPED, before.findings().get(0).code());
        assertEquals(2, before.skipped());
        LinkResult later = TestKernel.linker(
                        ARCHITECTURE,
                        TestKernel.kallsyms(TestKernel.SYMBOLS),
                        facts -> facts.with(KernelFact.PERCPU_RELOCATED, true))
                .link(TestModule.of(elf), TestKernel.addresses(ARCHITECTURE));
        assertEquals(1, later.skipped());
        assertEquals(
                image(later).value(elf.symbolIndex("state")),
                bytes(image(later), elf.sectionIndex(".data..percpu")).getLong(0));
    }

    private static Finding relocated(Relocation relocation) {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine());
        LinkResult result = link(elf.rela(".text", relocation));
        assertEquals(1, result.findings().size(), result.findings().toString());
        return result.findings().get(0);
    }

    @Test
    void refusedRelocationsAreWordedByTheCore() {
        Finding unknown = relocated(new Relocation(20, 1, 77, 0));
        assertEquals(FindingCode.RELOC_UNKNOWN_TYPE, unknown.code());
        assertEquals("module probe: Unknown relocation: 77", unknown.kernelMessage());
        Finding got = relocated(new Relocation(20, 1, SyntheticArchitecture.GOT, 0));
        assertTrue(got.detail().contains("R_TEST_GOT") && got.detail().contains("position-independent"), got.detail());
        Finding far = relocated(new Relocation(20, 2, SyntheticArchitecture.REL32, 1L << 40));
        assertEquals(FindingCode.RELOC_OVERFLOW, far.code());
        assertEquals("module probe: overflow in relocation type 3 val fffffffffc", far.kernelMessage());
        assertEquals(".text", far.section());
        assertEquals(20, far.offset().orElseThrow());
        assertEquals("helper", far.symbol());
        assertEquals(
                "R_TEST_REL32 is 0xfffffffffc (S 0xffffffffc0000010, A 1099511627776, P 0xffffffffc0000014), needs"
                        + " -2^31 <= X < 2^31",
                far.detail());
        Finding loose = relocated(new Relocation(20, 2, SyntheticArchitecture.LOOSE32, 1L << 40));
        assertEquals(FindingCode.EXTRA_RELOC_OUT_OF_RANGE, loose.code());
        Finding outside = relocated(new Relocation(46, 2, SyntheticArchitecture.REL32, 0));
        assertEquals(FindingCode.RELOC_OUT_OF_BOUNDS, outside.code());
        assertTrue(outside.detail().contains("r_offset 0x2e in a section of 0x30 bytes"), outside.detail());
    }

    @Test
    void aFormTheArchitectureDoesNotTakeIsRefused() {
        LinkResult result = link(TestModule.small(ARCHITECTURE.machine()).rel(".text", new Relocation(20, 1, 3, 0)));
        assertEquals(
                "module probe: REL relocation unsupported",
                result.findings().get(0).kernelMessage());
        assertEquals(Verdict.REFUSED, result.verdict());
        assertEquals("ENOEXEC", result.errno());
    }

    @Test
    void relocationsToSectionsThatAreNotLoadedAreTold() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine()).symbol("remark", ".comment", 0, 1, 1);
        elf.rela(".data", new Relocation(16, elf.symbolIndex("remark"), SyntheticArchitecture.WORD, 0));
        assertEquals(
                FindingCode.EXTRA_RELOC_UNLOADED_SECTION,
                link(elf).findings().get(0).code());
    }

    @Test
    void aPartialEntryIsTold() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine()).with(".rela.text", ElfWriter.SectionField.SH_SIZE, 47);
        LinkResult result = link(elf);
        assertEquals(
                FindingCode.EXTRA_RELOC_PARTIAL_ENTRY, result.findings().get(0).code());
        assertEquals(5, result.relocations().total());
    }

    @Test
    void exportingWhatTheKernelExportsIsRefused() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine())
                .section("__ksymtab_strings", TestModule.A, TestModule.strings("counter"))
                .section("__ksymtab", WA, new byte[12])
                .symbol("text", "__ksymtab_strings", 0, 0, 0);
        elf.rela("__ksymtab", new Relocation(0, 2, 3, 0), new Relocation(4, elf.symbolIndex("text"), 3, 0));
        assertEquals(
                "probe: exports duplicate symbol counter (owned by kernel)",
                link(elf).findings().get(0).kernelMessage());
    }

    @Test
    void findingsAreBoundedButCounted() {
        List<Relocation> bad = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            bad.add(new Relocation(20, 1, 77, 0));
        }
        LinkResult result = link(TestModule.small(ARCHITECTURE.machine()).relocations(".text", true, bad));
        assertEquals(Findings.KEPT_PER_CODE, result.findings().size());
        assertEquals(1000 - Findings.KEPT_PER_CODE, result.dropped());
    }

    @Test
    void regionsFollowEachOtherOnPages() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine());
        LinkedImage image = image(link(elf, new SequentialAddresses(0xffffffffc0000123L, 4096, 77)));
        assertEquals(0xffffffffc0001000L, image.base(RegionKind.CORE));
        long core = image.regions().get(0).size();
        assertEquals(0xffffffffc0001000L + core, image.base(RegionKind.INIT));
        assertEquals(77, image.base(RegionKind.PERCPU));
        assertEquals(0, image.base(RegionKind.TEXT));
    }

    @Test
    void givenBasesWinOverOthers() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine());
        LinkedImage image = image(link(
                elf,
                new GivenAddresses(Map.of(RegionKind.INIT, 0xffffffffc7000000L), TestKernel.addresses(ARCHITECTURE))));
        assertEquals(AREA, image.base(RegionKind.CORE));
        assertEquals(0xffffffffc7000000L, image.base(RegionKind.INIT));
    }

    @Test
    void namedSectionsGiveTheirRegionsBase() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine());
        Map<String, Long> named = Map.of(".data", 0xffffffffc5002040L, ".init.text", 0xffffffffc6000000L);
        LinkResult result = link(elf, new SectionAddresses(named, TestKernel.addresses(ARCHITECTURE)));
        assertEquals(List.of(), result.findings());
        LinkedImage image = image(result);
        assertEquals(0xffffffffc5000000L, image.address(elf.sectionIndex(".text")));
        assertEquals(0xffffffffc5002060L, image.address(elf.sectionIndex(".bss")), "placed by the rules");
        assertEquals(0xffffffffc6000000L, image.base(RegionKind.INIT));
    }

    @Test
    void aContradictingSectionIsPutWhereItWasSaid() {
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine());
        Map<String, Long> named = Map.of(".text", 0xffffffffc5000000L, ".data", 0xffffffffc5004000L);
        LinkResult result = link(elf, new SectionAddresses(named, TestKernel.addresses(ARCHITECTURE)));
        assertEquals(FindingCode.PLACE_CONFLICT, result.findings().get(0).code());
        assertEquals(".data", result.findings().get(0).section());
        LinkedImage image = image(result);
        assertEquals(0xffffffffc5004000L, image.address(elf.sectionIndex(".data")));
        assertEquals(0xffffffffc5004008L, image.value(elf.symbolIndex("state")));
        assertEquals(
                0xffffffffc5004010L, bytes(image, elf.sectionIndex(".data")).getLong(8));
    }

    @Test
    void aNameGivesTheAddressOfTheFirstSectionOnly() {
        ElfWriter elf = TestModule.bare(ARCHITECTURE.machine())
                .section("twin", ElfConstants.SHT_PROGBITS, AX, 16, new byte[16])
                .section("twin", ElfConstants.SHT_PROGBITS, AX, 16, new byte[16]);
        LinkResult result = link(
                elf, new SectionAddresses(Map.of("twin", 0xffffffffc5000000L), TestKernel.addresses(ARCHITECTURE)));
        assertEquals(
                List.of(FindingCode.KERNEL_REMARK),
                result.findings().stream().map(Finding::code).toList());
        assertEquals(0xffffffffc5000010L, image(result).address(elf.sectionIndex("twin") + 1));
    }

    @Test
    void oneLinkerServesSeveralThreads() throws Exception {
        ModuleLinker linker = TestKernel.linker(ARCHITECTURE);
        ElfWriter elf = TestModule.small(ARCHITECTURE.machine());
        byte[] expected = LinkedElf.write(image(link(elf)));
        var module = TestModule.of(elf);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<byte[]>> results = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                results.add(threads.submit(
                        () -> LinkedElf.write(image(linker.link(module, TestKernel.addresses(ARCHITECTURE))))));
            }
            for (Future<byte[]> result : results) {
                assertArrayEquals(expected, result.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
