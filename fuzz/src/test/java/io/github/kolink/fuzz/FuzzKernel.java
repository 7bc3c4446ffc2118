// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.fuzz;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finding.Finding;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.loadcheck.LoadCheck;
import io.github.kolink.loadcheck.LoadConditions;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.LoadedModule;
import io.github.kolink.symbols.SourceKind;
import io.github.kolink.symbols.SystemFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small kernels of which everything is known that a check asks for: symbols, CRCs, options, keys, a module of theirs. */
final class FuzzKernel {
    /** Before and after 6.4's layout, and after 6.14's extended versions. */
    private static final List<String> RELEASES = List.of("6.1", "6.12", "7.3");

    private static final String CONFIG = """
            # Linux %s 6.1.0 Kernel Configuration
            CONFIG_MODULES=y
            CONFIG_MODULE_SIG=y
            # CONFIG_MODULE_SIG_FORCE is not set
            CONFIG_MODVERSIONS=y
            CONFIG_EXTENDED_MODVERSIONS=y
            CONFIG_LIVEPATCH=y
            CONFIG_STRICT_MODULE_RWX=y
            CONFIG_KALLSYMS=y
            CONFIG_SYSFS=y
            CONFIG_SMP=y
            CONFIG_MODULE_UNLOAD=y
            CONFIG_PARAVIRT=y
            CONFIG_JUMP_LABEL=y
            CONFIG_UNWINDER_ORC=y
            CONFIG_DYNAMIC_FTRACE=y
            CONFIG_GENERIC_BUG=y
            CONFIG_ARM64_MODULE_PLTS=y
            CONFIG_ARM64_ERRATUM_843419=y
            CONFIG_DEBUG_INFO_BTF_MODULES=y
            CONFIG_CRYPTO_SHA1=y
            CONFIG_CRYPTO_SHA256=y
            CONFIG_CRYPTO_SHA512=y
            CONFIG_CRYPTO_RSA=y
            CONFIG_CRYPTO_ECDSA=y
            """;

    private final List<LoadCheck> checks;

    private FuzzKernel(List<LoadCheck> checks) {
        this.checks = checks;
    }

    /** The kernel that the modules of a folder of {@code testdata/built} are made for, in several releases. */
    static FuzzKernel of(String folder) {
        try {
            byte[] hello = resource("kernels/" + folder + "/hello.ko");
            KernelModule module = KernelModule.of(ElfFile.parse("hello.ko", hello));
            ElfMachine machine = module.file().machine();
            Architecture architecture = Architecture.of(machine).orElseThrow();
            SystemFacts system = new SystemFacts(
                    Optional.of("quiet module_blacklist=unwanted"),
                    Optional.of(List.of(new LoadedModule("loaded", LoadedModule.State.LIVE, "OE"))),
                    Optional.of(List.of("builtin", "kernel")),
                    module.reference());
            byte[] config = CONFIG.formatted(folder).getBytes(StandardCharsets.UTF_8);
            KernelSnapshot snapshot = KernelSnapshot.merge(List.of(
                    KernelSnapshot.of(ByteBuffer.wrap(resource("kernels/" + folder + "/kallsyms")), "kallsyms"),
                    KernelSnapshot.of(
                            ByteBuffer.wrap(resource("kernels/" + folder + "/Module.symvers")), "Module.symvers"),
                    KernelSnapshot.of(ByteBuffer.wrap(config), "config"),
                    KernelSnapshot.of(system, SourceKind.MODULE, "hello.ko")));
            LoadConditions conditions = new LoadConditions(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(resource("trusted.der")),
                    Optional.empty(),
                    "count=3 name=x flag numbers=1,2,3 dyndbg other=");
            return new FuzzKernel(RELEASES.stream()
                    .map(release -> {
                        KernelFacts facts = KernelFacts.of(snapshot, architecture.usualFacts())
                                .asRelease(release);
                        KernelTarget target = new KernelTarget(snapshot, facts, Map.of());
                        return LoadCheck.of(new ModuleLinker(target, architecture, LayoutRules.of(facts)), conditions);
                    })
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks a file, and fails if that breaks a bound. */
    void check(byte[] input, byte[] file) {
        LoadCheck check = checks.get(Math.floorMod(input.length, checks.size()));
        Bounds.check(input, ModuleLinker.MAX_IMAGE_SIZE, () -> told(check.check(ModuleFile.of("fuzz.ko", file))));
    }

    private static String told(LinkResult result) {
        StringBuilder words = new StringBuilder();
        words.append(result.verdict()).append(result.errno()).append(result.taints());
        result.kernelMessages().forEach(words::append);
        for (Finding finding : result.findings()) {
            words.append(finding.describe());
        }
        return words.append(result.relocations().total())
                .append(result.veneers())
                .append(result.skipped())
                .append(result.versions())
                .append(result.dropped())
                .toString();
    }

    /** A file of the tests' resources. */
    static byte[] resource(String name) {
        try (InputStream in = FuzzKernel.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
