// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The invented kernels of {@code testdata/built} and the fixtures that fit them. */
enum FixtureKernel {
    X86_64("x86_64", "x86_64-linux-gnu-", "binutils-x86-64-linux-gnu", 0xffffffffc0000000L, 0x3a000),
    ARM64("arm64", "aarch64-linux-gnu-", "binutils-aarch64-linux-gnu", 0xffff800001000000L, 0xffff80000a100000L),
    M68K("m68k", "m68k-linux-gnu-", "binutils-m68k-linux-gnu", 0xd0000000L, 0);

    /** Far enough for any fixture; the regions of one module, and the modules, never touch. */
    private static final long REGION_STRIDE = 0x10000;

    private static final long MODULE_STRIDE = 0x100000;

    private final String folder;
    private final String toolPrefix;
    private final String toolPackage;
    private final long moduleArea;
    private final long percpuBase;

    FixtureKernel(String folder, String toolPrefix, String toolPackage, long moduleArea, long percpuBase) {
        this.folder = folder;
        this.toolPrefix = toolPrefix;
        this.toolPackage = toolPackage;
        this.moduleArea = moduleArea;
        this.percpuBase = percpuBase;
    }

    /** Names of the fixtures of this architecture, as the manifest has them. */
    List<String> fixtures() {
        String prefix = "built/" + folder + "/";
        return manifest()
                .map(line -> line.substring(0, line.indexOf('\t')))
                .filter(path -> path.startsWith(prefix) && path.endsWith(".ko"))
                .map(path -> path.substring(prefix.length(), path.length() - ".ko".length()))
                .toList();
    }

    String manifestLine(String fixture) {
        String start = "built/" + folder + "/" + fixture + ".ko\t";
        return manifest().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    private static Stream<String> manifest() {
        return new String(resource("MANIFEST.tsv"), StandardCharsets.UTF_8).lines();
    }

    byte[] bytes(String fixture) {
        return resource("built/" + folder + "/" + fixture + ".ko");
    }

    KernelModule module(String fixture) {
        return KernelModule.of(ElfFile.parse(fixture + ".ko", bytes(fixture)));
    }

    String kallsyms() {
        return new String(resource("built/" + folder + "/kallsyms"), StandardCharsets.US_ASCII);
    }

    /** A binutils program for this architecture. */
    ExternalTool tool(String name) {
        return new ExternalTool(toolPrefix + name, toolPackage);
    }

    Architecture architecture() {
        return Architecture.of(module("hello").file().machine()).orElseThrow();
    }

    /**
     * Links a fixture together with all it depends on.
     *
     * @param fixture its name
     * @param release of the kernel, such as 6.1
     * @param requests behaviours no kernel has
     * @return images by name, the fixture's own first
     */
    Map<String, LinkedImage> link(String fixture, String release, KernelFact... requests) {
        ModuleLinker linker = linker(release, requests);
        Map<String, KernelModule> modules = new LinkedHashMap<>();
        collect(fixture, modules);
        List<String> names = new ArrayList<>(modules.keySet());
        ModuleExports exports = new ModuleExports();
        modules.forEach((name, module) -> {
            ModuleLayout layout = linker.layOut(module, new Findings()).orElseThrow();
            exports.add(module, layout, addresses(names.indexOf(name)).reserve(layout));
        });
        Map<String, LinkedImage> images = new LinkedHashMap<>();
        modules.forEach((name, module) -> {
            LinkResult result = linker.link(module, addresses(names.indexOf(name)), exports, Optional.empty());
            assertTrue(result.image().isPresent(), () -> name + ": " + result.findings());
            images.put(name, result.image().get());
        });
        return images;
    }

    private void collect(String fixture, Map<String, KernelModule> modules) {
        if (!modules.containsKey(fixture)) {
            KernelModule module = module(fixture);
            modules.put(fixture, module);
            module.info().depends().forEach(needed -> collect(needed, modules));
        }
    }

    private ModuleLinker linker(String release, KernelFact... requests) {
        try {
            KernelSnapshot snapshot =
                    KernelSnapshot.of(ByteBuffer.wrap(resource("built/" + folder + "/kallsyms")), folder + "/kallsyms");
            KernelFacts facts =
                    KernelFacts.of(snapshot, architecture().usualFacts()).asRelease(release);
            for (KernelFact request : requests) {
                facts = facts.with(request, true);
            }
            return new ModuleLinker(new KernelTarget(snapshot, facts, Map.of()), architecture(), LayoutRules.of(facts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AddressSpace addresses(int module) {
        return layout -> {
            Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
            long base = moduleArea + module * MODULE_STRIDE;
            for (RegionKind kind : RegionKind.values()) {
                bases.put(kind, base);
                base += REGION_STRIDE;
            }
            bases.put(RegionKind.PERCPU, percpuBase + module * REGION_STRIDE);
            return new RegionAddresses(bases, Map.of());
        };
    }

    private static byte[] resource(String path) {
        try (InputStream in = FixtureKernel.class.getResourceAsStream("/testdata/" + path)) {
            assertTrue(in != null, () -> "no resource /testdata/" + path);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
