// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.KernelMessages;
import io.github.kolink.relocate.RelocationOutcome;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.structure.StructModule;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class M68kArchitectureTest {
    private static final M68kArchitecture M68K = new M68kArchitecture();

    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.3", "6.12.107-m68k"})
    void theKernelPrintsTheNumberOnly(String release) {
        KernelFacts facts = KernelFacts.of(release, M68K.usualFacts());
        assertEquals(
                "module foo: Unknown relocation: 0",
                M68K.messages()
                        .line(RelocationOutcome.UNKNOWN_TYPE, facts, "foo", 0, 0, new KernelMessages.Place(1, 2, 3)));
    }

    @Test
    void neitherSmpNorProtectedMemoryIsUsual() {
        assertFalse(M68K.usualFacts().contains(KernelFact.SMP));
        assertFalse(M68K.usualFacts().contains(KernelFact.STRICT_MODULE_RWX));
        assertTrue(M68K.usualFacts().contains(KernelFact.MODULE_UNLOAD));
    }

    /** hello.ko's has pointers at 184 (init), 236 and 240 (the fixup table), and 304 (exit). */
    @ParameterizedTest
    @CsvSource({"184, 304, false", "184, 300, true"})
    void pointersToTheFixupTableAreNoSignOfAnotherKernel(int init, int exit, boolean drift) throws IOException {
        Path folder = Path.of(System.getProperty("kolink.testdata", "testdata"), "built", "m68k");
        KernelTarget target = new KernelTarget(
                KernelSnapshot.open(folder.resolve("kallsyms")),
                KernelFacts.of("6.1.192-virt", M68K.usualFacts()),
                Map.of(),
                Optional.of(new StructModule(320, init, exit)));
        LinkResult result = new ModuleLinker(target, M68K, LayoutRules.of(target.facts()))
                .link(ModuleFile.read(folder.resolve("hello.ko")), TestKernel.addresses(M68K), new ModuleExports());
        assertEquals(
                drift,
                result.findings().stream().anyMatch(finding -> finding.code() == FindingCode.MODULE_STRUCT_DRIFT),
                result.findings().toString());
    }

    @Test
    void bothFormsOfRelocationSectionAreTaken() {
        assertTrue(M68K.takes(ElfConstants.SHT_REL));
        assertTrue(M68K.takes(ElfConstants.SHT_RELA));
        assertFalse(M68K.takes(ElfConstants.SHT_PROGBITS));
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, UNKNOWN_TYPE",
        "2, false, UNKNOWN_TYPE",
        "4, false, OUT_OF_BOUNDS",
        "7, false, UNKNOWN_TYPE",
        "0, true, OUT_OF_BOUNDS",
        "2, true, OUT_OF_BOUNDS",
        "6, true, OUT_OF_BOUNDS",
        "7, true, UNKNOWN_TYPE"
    })
    void theSymbolOfARefusedTypeIsNotLookedAt(int type, boolean modutils, RelocationOutcome outcome) {
        byte[] section = new byte[8];
        ElfFile file = ElfWriter.of(M68K.machine())
                .section(".text", ElfConstants.SHF_ALLOC, section)
                .rela(".text", new Relocation(0, 0xffffff, type, 0))
                .parse("symbol.ko");
        List<RelocationOutcome> outcomes = new ArrayList<>();
        new M68kRelocator(modutils)
                .apply(
                        file.relocations(file.sections().get(2)),
                        new long[1],
                        new SectionMemory(section, 0, section.length, 0xcc000000L, ByteOrder.BIG_ENDIAN),
                        (entry, reported, value) -> outcomes.add(reported));
        assertEquals(List.of(outcome), outcomes);
    }

    @Test
    void noUndefinedSymbolIsPassedOver() {
        assertFalse(M68K.ignoresUndefined("_GLOBAL_OFFSET_TABLE_"));
    }

    @Test
    void modutilsIsNoKernelsRule() {
        assertFalse(KernelFacts.of("6.1", M68K.usualFacts()).has(M68kFacts.MODUTILS));
        assertTrue(M68kFacts.MODUTILS.source() == KernelFact.Source.REQUEST);
    }
}
