// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.finding.Findings;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long does it take to check a module's form and to lay it out? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Layout {
    @Param({"x86_64", "arm64", "m68k"})
    public String architecture = "x86_64";

    @Param({"median", "p90", "largest"})
    public String size = "median";

    private ModuleLinker linker = null;
    private KernelModule module = null;

    @Setup
    public void read() throws IOException {
        Corpus corpus = Corpus.of(architecture);
        linker = corpus.linker();
        ModuleFile file = ModuleFile.read(corpus.module(size));
        module = KernelModule.of(
                ElfFile.parse(file.name(), file.bytes()), linker.target().facts());
    }

    @Benchmark
    public Object layOut() {
        return linker.layOut(module, new Findings());
    }
}
