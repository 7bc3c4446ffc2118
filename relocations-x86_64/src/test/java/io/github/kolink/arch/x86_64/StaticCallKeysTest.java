// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_32S;
import static io.github.kolink.arch.x86_64.X86_64RelocationTypes.R_X86_64_PC32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finalise.Stage;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.LoadRules;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.TestModule;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSnapshot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Static calls with keys of which the kernel knows nothing, and symbols of sections that are not loaded. */
final class StaticCallKeysTest {
    private static final X86_64Architecture X86_64 = new X86_64Architecture();
    private static final KernelSnapshot KERNEL = TestKernel.kallsyms(
            "ffffffff81000000 T _text",
            "ffffffff81000000 T _stext",
            "ffffffff81000100 T __SCT__might_resched",
            "ffffffff81000108 T other",
            "ffffffff81200000 T _etext",
            "ffffffff81800000 D __SCK__known",
            "ffffffff81900000 r __ksymtab___SCT__might_resched",
            "ffffffff8190000c r __ksymtab___SCK__known");

    private static ElfWriter module() {
        return TestModule.bare(X86_64.machine())
                .section(".text", ElfConstants.SHT_PROGBITS, TestModule.AX, 16, new byte[64])
                .symbol("caller", ".text", 16, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
    }

    private static LinkResult link(ElfWriter elf) {
        return TestKernel.linker(X86_64, KERNEL, facts -> facts)
                .asking(new LoadRules() {})
                .link(
                        TestModule.of(elf),
                        TestKernel.addresses(X86_64),
                        new ModuleExports(),
                        Optional.empty(),
                        Stage.FINAL);
    }

    /** A static call within "caller". */
    private static LinkResult call(String key, long addend) {
        ElfWriter elf = module().section(".static_call_sites", TestModule.WA, new byte[8]);
        if (!key.equals("caller")) {
            elf.undefined(key);
        }
        return link(elf.rela(
                ".static_call_sites",
                new Relocation(0, elf.symbolIndex("caller"), R_X86_64_PC32, 8),
                new Relocation(4, elf.symbolIndex(key), R_X86_64_PC32, addend)));
    }

    @Test
    void aKeyOrATrampolineIsTaken() {
        assertEquals("", call("__SCK__known", 0).errno());
        assertEquals("", call("__SCT__might_resched", 1).errno(), "the low bits are flags");
    }

    @Test
    void otherCodeIsRefused() {
        for (LinkResult result : List.of(call("__SCT__might_resched", 7), call("caller", 0))) {
            assertEquals("EINVAL", result.errno());
            assertEquals(
                    List.of(
                            "Failed to fixup __raw_static_call() usage at: caller [probe]",
                            "Failed to allocate memory for static calls"),
                    result.kernelMessages());
        }
    }

    /** complete_formation comes before prepare_coming_module (kernel/module/main.c 6.1, 6.12, 7.3). */
    @Test
    void theExportsAreAskedForBefore() {
        ElfWriter elf = module().section("__ksymtab_strings", TestModule.A, TestModule.strings("__SCK__known"))
                .section("__ksymtab", TestModule.WA, new byte[12])
                .section(".static_call_sites", TestModule.WA, new byte[8])
                .symbol("text", "__ksymtab_strings", 0, 0, 0);
        int caller = elf.symbolIndex("caller");
        elf.rela(
                "__ksymtab",
                new Relocation(0, caller, R_X86_64_PC32, 0),
                new Relocation(4, elf.symbolIndex("text"), R_X86_64_PC32, 0));
        LinkResult result = link(elf.rela(
                ".static_call_sites",
                new Relocation(0, caller, R_X86_64_PC32, 8),
                new Relocation(4, caller, R_X86_64_PC32, 0)));
        assertEquals("ENOEXEC", result.errno());
        assertEquals(
                List.of("probe: exports duplicate symbol __SCK__known (owned by kernel)"), result.kernelMessages());
    }

    @Test
    void noWordReachesTheCopyOfTheFile() {
        ElfWriter elf =
                module().section(".notes", 0, new byte[8]).symbol("note", ".notes", 4, 0, ElfConstants.STT_OBJECT);
        LinkResult result = link(elf.rela(".text", new Relocation(0, elf.symbolIndex("note"), R_X86_64_32S, 0)));
        assertEquals("ENOEXEC", result.errno());
        assertTrue(
                result.kernelMessages().get(0).startsWith("module: overflow in relocation type 11 val "),
                result.kernelMessages().toString());
        assertTrue(result.findings().stream()
                .anyMatch(finding -> finding.code() == FindingCode.EXTRA_RELOC_UNLOADED_SECTION));
    }
}
