// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kernels for tests, with and without a configuration. */
final class LoadKernel {
    static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();

    private LoadKernel() {}

    /** A target with some symbols; options as {@code CONFIG_X=y}, none for an unknown configuration. */
    static KernelTarget target(String release, List<String> symbols, String... options) {
        KernelSnapshot list = TestKernel.kallsyms(symbols.toArray(String[]::new));
        KernelSnapshot snapshot = list;
        try {
            if (options.length > 0) {
                byte[] text = (String.join("\n", options) + "\n").getBytes(StandardCharsets.UTF_8);
                snapshot = KernelSnapshot.merge(List.of(list, KernelSnapshot.of(ByteBuffer.wrap(text), "config")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        KernelFacts facts = KernelFacts.of(snapshot, ARCHITECTURE.usualFacts()).asRelease(release);
        return new KernelTarget(snapshot, facts, Map.of());
    }

    static ModuleLinker linker(KernelTarget target) {
        return new ModuleLinker(target, ARCHITECTURE, LayoutRules.of(target.facts()));
    }

    static LoadConditions commandLine(String line) {
        return new LoadConditions(Optional.of(line), Optional.empty(), List.of(), Optional.empty(), "");
    }
}
