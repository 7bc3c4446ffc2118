// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.SequentialAddresses;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.MemoryModel;
import io.github.kolink.resolve.ModuleExports;
import java.io.IOException;
import java.nio.file.Path;
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

/** How long does one module take from its file to its image? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Linking {
    @Param({"x86_64", "arm64", "m68k"})
    public String architecture = "x86_64";

    @Param({"median", "p90", "largest"})
    public String size = "median";

    private ModuleLinker linker = null;
    private Path file = Path.of("");

    @Setup
    public void open() throws IOException {
        Corpus corpus = Corpus.of(architecture);
        linker = corpus.linker();
        file = corpus.module(size);
    }

    @Benchmark
    public LinkResult link() throws IOException {
        MemoryModel model = linker.memoryModel();
        return linker.link(
                ModuleFile.read(file),
                new SequentialAddresses(model.moduleArea(), model.pageSize(), model.percpuBase()),
                new ModuleExports());
    }
}
