// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.Stage;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.module.KernelModule;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .text} has 16 bytes of 0x11 at 0xcc000000, the table follows 0x100 behind. */
final class ModuleFixupTest {
    private static final M68kArchitecture M68K = new M68kArchitecture();
    private static final int TEXT = 0xcc000000;
    private static final int TABLE_AT = 0x100;
    private static final String UNTOUCHED = "11".repeat(16);
    private static final Map<String, Long> BOTH = Map.of("m68k_memoffset", 0xf0010203L, "m68k_virt_to_node_shift", 9L);

    private record Result(String text, List<Finding> findings) {
        List<FindingCode> codes() {
            return findings.stream().map(Finding::code).toList();
        }
    }

    private static byte[] words(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.length);
        for (int word : words) {
            bytes.putInt(word);
        }
        return bytes.array();
    }

    private static ElfWriter module(byte[] table) {
        byte[] text = new byte[16];
        Arrays.fill(text, (byte) 0x11);
        return ElfWriter.of(M68K.machine())
                .section(".text", ElfConstants.SHF_ALLOC | ElfConstants.SHF_EXECINSTR, text)
                .section(".m68k_fixup", ElfConstants.SHF_ALLOC | ElfConstants.SHF_WRITE, table);
    }

    private static Result run(ElfWriter writer, Map<String, Long> variables) {
        ElfFile file = writer.parse("fixup.ko");
        PlacedModule placed = new PlacedModule(
                KernelModule.of(file),
                new ModuleLayout(
                        file.sections(),
                        List.of(new MemoryRegion(RegionKind.CORE, 0x1000, 4)),
                        placements(file),
                        LayoutPlan.NONE),
                new RegionAddresses(Map.of(RegionKind.CORE, Integer.toUnsignedLong(TEXT)), Map.of()));
        Findings findings = new Findings();
        KernelFacts facts = KernelFacts.of("6.1", M68K.usualFacts());
        for (FinalisePass pass : M68K.passes(facts)) {
            if (Stage.LINKED.runs(pass)) {
                assertEquals("module_fixup", pass.kernelFunction());
                pass.run(placed, new KernelTarget(null, facts, variables, Optional.empty()), findings);
            }
        }
        byte[] core = placed.region(RegionKind.CORE);
        return new Result(HexFormat.of().formatHex(core, 0, 16), findings.list());
    }

    private static Map<Integer, SectionPlacement> placements(ElfFile file) {
        return file.sections().stream()
                .filter(section -> section.has(ElfConstants.SHF_ALLOC))
                .collect(Collectors.toMap(
                        SectionHeader::index,
                        section -> new SectionPlacement(
                                RegionKind.CORE, section.name().equals(".m68k_fixup") ? TABLE_AT : 0)));
    }

    private static Result run(byte[] table, Map<String, Long> variables) {
        return run(module(table), variables);
    }

    @Test
    void memoffsetIsStoredOverWhatThePlaceHeld() {
        assertEquals(new Result("1111f0010203" + "11".repeat(10), List.of()), run(words(0, TEXT + 2), BOTH));
    }

    @Test
    void nodeShiftIsAddedToSixteenBits() {
        assertEquals(new Result("11".repeat(6) + "111a" + "11".repeat(8), List.of()), run(words(1, TEXT + 6), BOTH));
        assertEquals(
                "1110" + "11".repeat(14),
                run(words(1, TEXT), Map.of("m68k_virt_to_node_shift", 0xffffL)).text());
    }

    @Test
    void otherTypesArePassedOver() {
        assertEquals(new Result(UNTOUCHED, List.of()), run(words(2, TEXT, -1, TEXT, 0x100, 0), BOTH));
    }

    @Test
    void withoutTheValuesNothingIsPatchedAndBothAreAskedFor() {
        Result result = run(words(0, TEXT, 1, TEXT + 4, 0, TEXT + 6), Map.of());
        assertEquals(UNTOUCHED, result.text());
        assertEquals(List.of(FindingCode.PASS_NOT_APPLIED, FindingCode.PASS_NOT_APPLIED), result.codes());
        assertEquals("m68k_memoffset", result.findings().get(0).symbol());
        assertTrue(result.findings().get(0).detail().startsWith("2 places"));
        assertEquals("m68k_virt_to_node_shift", result.findings().get(1).symbol());
        assertTrue(result.findings().get(1).detail().startsWith("1 places"));
    }

    @Test
    void oneValueIsUsedThoughTheOtherIsMissing() {
        Result result = run(words(0, TEXT, 1, TEXT + 4), Map.of("m68k_memoffset", 0L));
        assertEquals("00000000" + "11".repeat(12), result.text());
        assertEquals(List.of(FindingCode.PASS_NOT_APPLIED), result.codes());
    }

    @Test
    void theTableLiesBetweenItsSymbolsWhereTheModuleHasThem() {
        ElfWriter writer = module(words(0, TEXT, 0, TEXT + 4, 0, TEXT + 8))
                .symbol("__start_fixup", ".m68k_fixup", 8, ElfConstants.STB_GLOBAL, ElfConstants.STT_NOTYPE)
                .symbol("__stop_fixup", ".m68k_fixup", 16, ElfConstants.STB_GLOBAL, ElfConstants.STT_NOTYPE);
        assertEquals(new Result("11111111f0010203" + "11".repeat(8), List.of()), run(writer, BOTH));
    }

    @Test
    void undefinedSymbolsDoNotBoundTheTable() {
        ElfWriter writer = module(words(0, TEXT)).undefined("__start_fixup").undefined("__stop_fixup");
        assertEquals("f0010203" + "11".repeat(12), run(writer, BOTH).text());
    }

    @ParameterizedTest
    @ValueSource(ints = {-8, 0x7fffffff, 24, -0x7fffffff})
    void symbolsOutsideTheSectionAreDamage(int stop) {
        ElfWriter writer = module(words(0, TEXT, 0, TEXT))
                .symbol("__start_fixup", ".m68k_fixup", Math.min(stop, 0), 1, 0)
                .symbol("__stop_fixup", ".m68k_fixup", stop, 1, 0);
        assertEquals(List.of(FindingCode.PASS_TABLE_DAMAGED), run(writer, BOTH).codes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, TEXT - 1, TEXT - 4, TEXT + 13, TEXT + 16, TEXT + TABLE_AT + 14, TEXT + 0x2000, -1})
    void aPlaceOutsideTheModuleIsReportedAndTheNextIsPatched(int place) {
        Result result = run(words(0, place, 0, TEXT + 12), BOTH);
        assertEquals("11".repeat(12) + "f0010203", result.text());
        assertEquals(List.of(FindingCode.PASS_TABLE_DAMAGED), result.codes());
        assertEquals(0, result.findings().get(0).offset().orElseThrow());
    }

    @Test
    void aTableThatEndsInsideAnEntryIsDamage() {
        Result result = run(words(0, TEXT, 0), BOTH);
        assertEquals("f0010203" + "11".repeat(12), result.text());
        assertEquals(List.of(FindingCode.PASS_TABLE_DAMAGED), result.codes());
        assertEquals(8, result.findings().get(0).offset().orElseThrow());
    }

    @Test
    void anEmptySectionAtTheSameAddressHidesNothing() {
        ElfWriter writer = module(words(0, TEXT)).section(".empty", ElfConstants.SHF_ALLOC, new byte[0]);
        assertEquals(new Result("f0010203" + "11".repeat(12), List.of()), run(writer, BOTH));
    }

    @Test
    void anEmptyTableIsNoMatter() {
        assertEquals(new Result(UNTOUCHED, List.of()), run(new byte[0], Map.of()));
    }

    @Test
    void aKernelWithoutMmuHasNoSuchPass() {
        KernelFacts facts = KernelFacts.of("6.1", M68K.usualFacts()).with(M68kFacts.MMU, false);
        assertEquals(
                List.of("sort_extable"),
                M68K.passes(facts).stream().map(FinalisePass::kernelFunction).toList());
    }
}
