// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/** How long does a whole tree take in a warm JVM: link of every module, and check of its relocations and symbols? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WholeTree {
    @Param({"x86_64", "arm64"})
    public String architecture = "x86_64";

    @Param({"1", "2"})
    public int threads = 1;

    private ModuleLinker linker = null;
    private List<Path> files = List.of();

    @Setup
    public void open() throws IOException {
        Corpus corpus = Corpus.of(architecture);
        linker = corpus.linker();
        files = corpus.modules();
    }

    @Benchmark
    public int tree() {
        TreeTimes.Counter counter = new TreeTimes.Counter();
        new ModuleTree(linker, files).withoutImages().on(threads).link(counter);
        return counter.modules();
    }
}
