// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static io.github.kolink.loadcheck.Probe.codes;
import static io.github.kolink.loadcheck.Probe.module;
import static io.github.kolink.loadcheck.Probe.probe;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.link.LinkResult;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.TestModule;
import io.github.kolink.symbols.LoadedModule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Command line, names and per-CPU data (rows ), and the order of the questions. */
final class KernelRulesTest {
    @Test
    void theLastBlacklistCounts() {
        LinkResult result =
                probe().commandLine("quiet module-blacklist=\"first,probe\"").load(module());
        assertEquals(List.of("Module probe is blacklisted"), result.kernelMessages());
        assertEquals("EPERM", result.errno());
        Probe overridden = probe().commandLine("module_blacklist=probe module_blacklist=other");
        assertEquals(List.of(), codes(overridden.load(module())));
        assertEquals(
                List.of(),
                codes(probe().commandLine("-- module_blacklist=probe").load(module())));
    }

    @Test
    void theCommandLineIsSplitAsTheKernelDoes() {
        CommandLine line = new CommandLine(LoadKernel.commandLine("a=1 b-c=\"2 3\" nospectre_v2 a=4 -- a=5"));
        assertEquals(Optional.of("4"), line.value("a"));
        assertEquals(Optional.of("2 3"), line.value("b_c"));
        assertEquals(Optional.empty(), line.value("nospectre_v2"));
        assertEquals(true, line.has("nospectre_v2"));
    }

    @Test
    void theCommandLineForbidsAllModules() {
        LinkResult result = probe().commandLine("quiet nomodule").load(module());
        assertEquals("EPERM", result.errno());
        assertEquals(List.of(), result.kernelMessages());
        assertEquals(List.of(FindingCode.MODULES_DISABLED), codes(result));
        assertEquals(List.of(), codes(probe().commandLine("nomodule nomodule=0").load(module())));
        assertEquals(List.of(), codes(probe().commandLine("-- nomodule").load(module())));
    }

    @Test
    void anEmptyFileIsRefusedBeforeItIsRead() throws IOException {
        LinkResult result = probe().load(ModuleFile.of("probe.ko", new byte[0]));
        assertEquals("EINVAL", result.errno());
        assertEquals(List.of(), result.kernelMessages());
        assertEquals(
                "ENOEXEC", probe().load(ModuleFile.of("probe.ko", new byte[1])).errno());
    }

    @Test
    void whatALoadedModuleExportsIsRefused() {
        ElfWriter elf = Probe.exporting(Probe.module(), "ours");
        Probe twice = probe().with(KernelFact.MODVERSIONS, false).provider("probe", "GPL", "ours");
        assertEquals(List.of(), codes(twice.provider("provider", "GPL", "ours").load(elf)), "beside it, not loaded");
        LinkResult result =
                twice.loaded("provider", LoadedModule.State.LIVE, "").load(elf);
        assertEquals("ENOEXEC", result.errno());
        assertEquals(List.of("probe: exports duplicate symbol ours (owned by provider)"), result.kernelMessages());
        ElfWriter offered = Probe.exporting(Probe.module(), "offered");
        Probe kernel = probe().with(KernelFact.MODVERSIONS, false);
        assertEquals(List.of(), codes(kernel.load(offered)));
        assertEquals(
                List.of("probe: exports duplicate symbol offered (owned by provider)"),
                kernel.loaded("provider", LoadedModule.State.LIVE, "")
                        .load(offered)
                        .kernelMessages(),
                "known from Module.symvers");
    }

    @Test
    void aNameInUseIsRefused() {
        LinkResult live = probe().loaded("probe", LoadedModule.State.LIVE, "").load(module());
        assertEquals(List.of(FindingCode.NAME_IN_USE), codes(live));
        assertEquals("EEXIST", live.errno());
        assertEquals(List.of(), live.kernelMessages());
        assertEquals(
                "EBUSY",
                probe().loaded("probe", LoadedModule.State.GOING, "")
                        .load(module())
                        .errno());
        LinkResult coming =
                probe().loaded("probe", LoadedModule.State.COMING, "").load(module());
        assertEquals(List.of(FindingCode.NAME_BUSY), codes(coming));
        assertEquals("EEXIST", coming.errno(), "the kernel waits for the other load");
    }

    @Test
    void theNameIsAskedForBeforeTheLayoutFrom64On() {
        ElfWriter elf = module().section(".evil", TestModule.WA | TestModule.AX, new byte[8]);
        assertEquals(
                "ENOEXEC",
                probe().loaded("probe", LoadedModule.State.LIVE, "").load(elf).errno());
        LinkResult early = probe().release("6.12")
                .loaded("probe", LoadedModule.State.LIVE, "")
                .load(elf);
        assertEquals("EEXIST", early.errno());
        assertEquals(List.of(FindingCode.NAME_IN_USE, FindingCode.MODULE_WRITE_EXEC), codes(early), "asked once");
    }

    @Test
    void perCpuDataMustFitTheReserve() {
        ElfWriter large =
                module().section(".data..percpu", ElfConstants.SHT_PROGBITS, TestModule.WA, 8, new byte[8193]);
        LinkResult result = probe().load(large);
        assertEquals(List.of("probe: Could not allocate 8193 bytes percpu data"), result.kernelMessages());
        assertEquals("ENOMEM", result.errno());
        assertEquals(List.of(), codes(probe().with(KernelFact.SMP, false).load(large)));
        ElfWriter aligned =
                module().section(".data..percpu", ElfConstants.SHT_PROGBITS, TestModule.WA, 8192, new byte[8192]);
        assertEquals(
                List.of("probe: per-cpu alignment 8192 > 4096"),
                probe().load(aligned).kernelMessages());
    }

    @Test
    void builtInNamesAreRefusedAtTheEnd() {
        LinkResult result = probe().builtin("other", "probe").load(module());
        assertEquals(List.of("probe: module is already loaded"), result.kernelMessages());
        assertEquals("EINVAL", result.errno());
    }

    @Test
    void theFirstRefusalIsTheKernels() {
        ElfWriter elf = Probe.bare().section("__versions", TestModule.A, Probe.versions("module_layout", 1));
        LinkResult result = probe().commandLine("module_blacklist=probe").load(elf.undefined("nowhere"));
        assertEquals("EPERM", result.errno());
        assertEquals(List.of("Module probe is blacklisted"), result.kernelMessages());
        assertEquals(3, codes(result).size(), "what lies behind is told too: " + codes(result));
    }
}
