// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.SequentialAddresses;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.TestModule;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.LoadedModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A small module, a small kernel, and what becomes of the one in the other. */
final class Probe {
    static final ElfMachine MACHINE = SyntheticArchitecture.little64().machine();
    static final int LAYOUT = 0x11111111;
    static final int DO_IT = 0x22222222;
    static final int COUNTER = 0x33333333;

    private static final String[] KALLSYMS = {
        "ffffffff81000000 T _text",
        "ffffffff81000100 T do_it",
        "ffffffff81000200 T module_layout",
        "ffffffff81000300 T spaced",
        "ffffffff81000400 T for_probes",
        "ffffffff81800000 D counter"
    };
    private static final String[] SYMVERS = {
        "0x11111111\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t",
        "0x22222222\tdo_it\tvmlinux\tEXPORT_SYMBOL\t",
        "0x33333333\tcounter\tvmlinux\tEXPORT_SYMBOL_GPL\t",
        "0x44444444\tspaced\tvmlinux\tEXPORT_SYMBOL\tSPACE",
        "0x55555555\tfor_probes\tvmlinux\tEXPORT_SYMBOL\tmodule:other,pro*",
        "0x66666666\toffered\tdrivers/provider\tEXPORT_SYMBOL\t"
    };

    private KernelSnapshot snapshot = kernel();
    private UnaryOperator<KernelFacts> facts = known -> known.with(KernelFact.MODULE_FORCE_LOAD, false)
            .with(KernelFact.LIVEPATCH, true)
            .with(KernelFact.MISSING_NAMESPACE_IMPORTS, false)
            .with(KernelFact.CRC_REQUIRED, true)
            .with(KernelFact.MODULE_SIG, false);
    private LoadConditions conditions = LoadConditions.NONE;
    private final ModuleExports others = new ModuleExports();

    /** A kernel with CRCs and namespaces. */
    static KernelSnapshot kernel() {
        try {
            return KernelSnapshot.merge(List.of(TestKernel.kallsyms(KALLSYMS), TestKernel.symvers(SYMVERS)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kernel without its Module.symvers. */
    static KernelSnapshot kernelWithoutCrcs() {
        String[] exported = {"do_it", "counter"};
        return TestKernel.kallsyms(Stream.concat(
                        Arrays.stream(KALLSYMS),
                        Arrays.stream(exported).map(name -> "ffffffff81900000 r __ksymtab_" + name))
                .toArray(String[]::new));
    }

    /** An in-tree module that modpost has finished, with CRCs of module_layout, do_it and counter. */
    static ElfWriter module(String... info) {
        return bare(info)
                .section(
                        "__versions",
                        TestModule.A,
                        versions("module_layout", LAYOUT, "do_it", DO_IT, "counter", COUNTER));
    }

    /** The same without CRCs. */
    static ElfWriter bare(String... info) {
        Stream<String> usual = Stream.of("name=probe", "depends=", "vermagic=6.1.0 SMP ");
        Stream<String> tree = Arrays.asList(info).contains("out-of-tree") ? Stream.of() : Stream.of("intree=Y");
        Stream<String> license = Arrays.stream(info).anyMatch(line -> line.startsWith("license="))
                ? Stream.of()
                : Stream.of("license=GPL");
        String[] all = Stream.of(usual, tree, license, Arrays.stream(info))
                .flatMap(lines -> lines)
                .filter(line -> line.contains("="))
                .toArray(String[]::new);
        return TestModule.withInfo(MACHINE, all)
                .section(".data", ElfConstants.SHT_PROGBITS, TestModule.WA, 8, new byte[64]);
    }

    /** Entries of {@code __versions}: names and CRCs in turn. */
    static byte[] versions(Object... namesAndCrcs) {
        ByteBuffer section = ByteBuffer.allocate(32 * namesAndCrcs.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < namesAndCrcs.length; i += 2) {
            section.putLong(32 * i, ((Number) namesAndCrcs[i + 1]).intValue() & 0xffffffffL);
            section.put(32 * i + 8, ((String) namesAndCrcs[i]).getBytes(StandardCharsets.US_ASCII));
        }
        return section.array();
    }

    Probe on(KernelSnapshot kernel) {
        snapshot = kernel;
        return this;
    }

    Probe with(KernelFact fact, boolean value) {
        UnaryOperator<KernelFacts> before = facts;
        facts = known -> before.apply(known).with(fact, value);
        return this;
    }

    Probe release(String release) {
        UnaryOperator<KernelFacts> before = facts;
        facts = known -> before.apply(known).asRelease(release);
        return this;
    }

    /** Nothing is known but the snapshot and that signatures do not matter. */
    Probe unconfigured() {
        facts = known -> known.with(KernelFact.MODULE_SIG, false);
        return this;
    }

    Probe commandLine(String line) {
        conditions = new LoadConditions(Optional.of(line), conditions.loaded(), List.of(), conditions.builtin(), "");
        return this;
    }

    Probe loaded(String name, LoadedModule.State state, String taints) {
        List<LoadedModule> modules = new ArrayList<>(conditions.loaded().orElse(List.of()));
        modules.add(new LoadedModule(name, state, taints));
        conditions =
                new LoadConditions(conditions.commandLine(), Optional.of(modules), List.of(), conditions.builtin(), "");
        return this;
    }

    Probe builtin(String... names) {
        conditions = new LoadConditions(
                conditions.commandLine(), conditions.loaded(), List.of(), Optional.of(List.of(names)), "");
        return this;
    }

    /** Another module of the set, which exports a symbol without CRC. */
    Probe provider(String name, String license, String symbol) {
        KernelModule module =
                KernelModule.of(exporting(TestModule.withInfo(MACHINE, "name=" + name, "license=" + license), symbol)
                        .parse(name + ".ko"));
        ModuleLayout layout = linker().layOut(module, new Findings()).orElseThrow();
        RegionAddresses where = new SequentialAddresses(0xffffffffc1000000L, 4096, 0).reserve(layout);
        others.add(module, layout, where);
        return this;
    }

    /** The same file with an export. */
    static ElfWriter exporting(ElfWriter elf, String symbol) {
        elf.section(".text", TestModule.AX, new byte[64])
                .section("__ksymtab_strings", TestModule.A, TestModule.strings(symbol))
                .section("__ksymtab", TestModule.WA, new byte[12])
                .symbol(symbol, ".text", 32, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC)
                .symbol("text", "__ksymtab_strings", 0, 0, 0);
        return elf.rela(
                "__ksymtab",
                new Relocation(0, elf.symbolIndex(symbol), 3, 0),
                new Relocation(4, elf.symbolIndex("text"), 3, 0));
    }

    private ModuleLinker linker() {
        return TestKernel.linker(SyntheticArchitecture.little64(), snapshot, facts);
    }

    LinkResult load(ModuleFile file) {
        ModuleLinker linker = linker();
        KernelRules rules = new KernelRules(linker.target(), conditions);
        return linker.asking(rules).link(file, TestKernel.addresses(SyntheticArchitecture.little64()), others);
    }

    LinkResult load(ElfWriter elf) {
        try {
            return load(ModuleFile.of("probe.ko", elf.write()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is found, but for the vermagic and the struct module that these kernels do not tell. */
    static List<FindingCode> codes(LinkResult result) {
        return result.findings().stream()
                .map(Finding::code)
                .filter(code -> code != FindingCode.VERMAGIC_UNKNOWN && code != FindingCode.MODULE_STRUCT_UNKNOWN)
                .toList();
    }

    private Probe() {}

    static Probe probe() {
        return new Probe();
    }
}
