// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static io.github.kolink.module.TestModule.A;
import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.elf.ElfWriter.SectionField;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.LoadRules;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.TestModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an arm64 kernel demands of a module beside relocation, and what it does not ask. */
class Arm64ChecksTest {
    private static final Arm64Architecture ARM64 = new Arm64Architecture();
    private static final String[] KERNEL = {"ffff800008000000 T _text", "ffff800008000100 T do_it"};
    private static final String OLD = "6.1.0-56-arm64";
    private static final String NEW = "7.3.4+deb13-arm64";

    private static ElfWriter bare() {
        return TestModule.bare(ARM64.machine())
                .section(".text", ElfConstants.SHT_PROGBITS, AX, 4, new byte[16])
                .symbol("here", ".text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
    }

    private static ElfWriter withSections(ElfWriter elf, String... names) {
        for (String name : names) {
            elf.section(name, A, new byte[1]);
        }
        return elf;
    }

    private static ElfWriter sound() {
        return withSections(bare(), ".plt", ".init.plt", ".text.ftrace_trampoline", ".init.text.ftrace_trampoline");
    }

    private static LinkResult link(String release, UnaryOperator<KernelFacts> change, ElfWriter elf) {
        ModuleLinker linker = TestKernel.linker(
                        ARM64, TestKernel.kallsyms(KERNEL), facts -> change.apply(facts.asRelease(release)))
                .asking(new LoadRules() {});
        return linker.link(TestModule.of(elf), TestKernel.addresses(ARM64));
    }

    private static List<FindingCode> codes(String release, ElfWriter elf) {
        return link(release, facts -> facts, elf).findings().stream()
                .map(Finding::code)
                .filter(code -> code != FindingCode.MODULE_STRUCT_UNKNOWN)
                .toList();
    }

    @Test
    void aModuleWithoutTrampolinesIsRefusedWithoutAWord() {
        ElfWriter without = withSections(bare(), ".plt", ".init.plt");
        LinkResult result = link(OLD, facts -> facts, without);
        assertEquals("ENOEXEC", result.errno());
        assertEquals(List.of(), result.kernelMessages());
        assertEquals(
                List.of(),
                link(OLD, facts -> facts.with(Arm64Facts.DYNAMIC_FTRACE, false), without)
                        .findings());
        ElfWriter core = withSections(bare(), ".plt", ".init.plt", ".text.ftrace_trampoline");
        assertEquals(List.of(), codes(OLD, core));
        assertEquals(List.of(FindingCode.PASS_SECTION_MISSING), codes("6.12.107+deb13-arm64", core));
        assertEquals(List.of(FindingCode.PASS_SECTION_MISSING), codes(NEW, core));
        assertEquals(List.of(), codes(NEW, sound()));
    }

    @ParameterizedTest
    @ValueSource(strings = {".plt", ".init.plt", ".text.ftrace_trampoline"})
    void onlyTheNameOfALinkageSectionMatters(String section) {
        for (String release : List.of(OLD, NEW)) {
            assertEquals(List.of(), codes(release, sound().with(section, SectionField.SH_FLAGS, WA | AX)));
            assertEquals(List.of(), codes(release, sound().with(section, SectionField.SH_FLAGS, 0)));
            assertEquals(List.of(), codes(release, sound().with(section, SectionField.SH_TYPE, 0)));
            assertEquals(List.of(), codes(release, sound().with(section, SectionField.SH_SIZE, 0)));
        }
        assertEquals(
                List.of(FindingCode.MODULE_WRITE_EXEC),
                codes(OLD, sound().with(".text", SectionField.SH_FLAGS, WA | AX)));
    }

    @ParameterizedTest
    @CsvSource({
        "ADR_PREL_PG_HI21, 275, 0x90000000, 0x10000000",
        "ADR_PREL_LO21, 274, 0x10000000, 0x90000000",
        "ADD_ABS_LO12_NC, 277, 0x91000000, 0xf9400000",
        "LDST64_ABS_LO12_NC, 286, 0xf9400000, 0x91000000",
        "LDST128_ABS_LO12_NC, 299, 0x3dc00000, 0x94000000",
        "CALL26, 283, 0x94000000, 0x14000000",
        "JUMP26, 282, 0x14000000, 0x94000000",
        "CONDBR19, 280, 0x54000001, 0x36000000",
        "CONDBR19, 280, 0xb4000001, 0x94000000",
        "TSTBR14, 279, 0x37080000, 0x54000000",
        "LD_PREL_LO19, 273, 0x58000000, 0xf9400000",
        "MOVW_UABS_G1_NC, 266, 0xf2a00000, 0x91000000"
    })
    void anInstructionMustBeOfTheKindTheRelocationIsFor(String name, int type, long right, long wrong) {
        assertTrue(ARM64.fits(type, (int) right), name);
        assertFalse(ARM64.fits(type, (int) wrong), name);
    }

    @Test
    void anotherInstructionIsToldAndLoads() {
        ByteBuffer text = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        text.putInt(4, 0xd503201f);
        ElfWriter elf = withSections(
                TestModule.bare(ARM64.machine())
                        .section(".text", ElfConstants.SHT_PROGBITS, AX, 4, text.array())
                        .symbol("here", ".text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC),
                ".plt",
                ".init.plt",
                ".text.ftrace_trampoline");
        elf.rela(".text", new Relocation(4, elf.symbolIndex("here"), 283, 0));
        LinkResult result = link(OLD, facts -> facts, elf);
        assertTrue(result.verdict().loads());
        Finding finding = result.findings().get(0);
        assertEquals(FindingCode.EXTRA_RELOC_INSTRUCTION, finding.code());
        assertTrue(finding.detail().startsWith("R_AARCH64_CALL26 is not for the instruction 0xd503201f"));
        assertEquals("here", finding.symbol());
    }

    @Test
    void linesBeginWithTheFilesNameSinceItHasOne() {
        ElfWriter elf = sound();
        elf.rela(".text", new Relocation(4, elf.symbolIndex("here"), 311, 0));
        assertEquals(
                List.of("module probe: unsupported RELA relocation: 311"),
                link(OLD, facts -> facts, elf).kernelMessages());
        assertEquals(
                List.of("Modules: module probe: unsupported RELA relocation: 311"),
                link(NEW, facts -> facts, elf).kernelMessages());
    }
}
