// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Small kernels for tests. */
public final class TestKernel {
    /** Symbols of a kernel that exports {@code do_it} (code) and {@code counter} (data). */
    public static final String[] SYMBOLS = {
        "ffffffff81000000 T _text",
        "ffffffff81000100 T do_it",
        "ffffffff81000200 t hidden",
        "ffffffff81800000 D counter",
        "ffffffff81800100 d secret",
        "ffffffff81900000 r __ksymtab_do_it",
        "ffffffff8190000c r __ksymtab_counter"
    };

    private TestKernel() {}

    /** A snapshot of kallsyms lines. */
    public static KernelSnapshot kallsyms(String... lines) {
        return snapshot("kallsyms", lines);
    }

    /** A snapshot of Module.symvers lines. */
    public static KernelSnapshot symvers(String... lines) {
        return snapshot("Module.symvers", lines);
    }

    private static KernelSnapshot snapshot(String name, String... lines) {
        try {
            byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
            return KernelSnapshot.of(ByteBuffer.wrap(text), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A linker for the kernel of {@link #SYMBOLS}. */
    public static ModuleLinker linker(Architecture architecture) {
        return linker(architecture, kallsyms(SYMBOLS), facts -> facts);
    }

    /** A linker for a snapshot, with facts changed. */
    public static ModuleLinker linker(
            Architecture architecture, KernelSnapshot snapshot, UnaryOperator<KernelFacts> change) {
        KernelFacts facts = change.apply(KernelFacts.of(snapshot, architecture.usualFacts()));
        return new ModuleLinker(new KernelTarget(snapshot, facts, Map.of()), architecture, LayoutRules.of(facts));
    }

    /** Addresses at the start of an architecture's module area. */
    public static SequentialAddresses addresses(Architecture architecture) {
        var model = architecture.memoryModel(java.util.OptionalLong.empty());
        return new SequentialAddresses(model.moduleArea(), model.pageSize(), model.percpuBase());
    }
}
