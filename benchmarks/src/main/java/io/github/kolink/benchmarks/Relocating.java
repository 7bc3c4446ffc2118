// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.relocate.Relocator;
import java.io.IOException;
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

/** How long does the loop of a plug-in take, with the restoring of the memory, which {@code restore} shows alone? Rival: a lambda for each
 * type. Units: all of the sample's modules; {@link RelocationLoops} gives nanoseconds per relocation. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Relocating {
    @Param({"x86_64", "arm64", "m68k"})
    public String architecture = "x86_64";

    private List<RelocationWork> works = List.of();
    private Relocator lambdas = null;

    @Setup
    public void prepare() throws IOException {
        works = RelocationLoops.works(Corpus.of(architecture), 20);
        lambdas = LambdaRelocator.of(architecture);
    }

    @Benchmark
    public void restore() {
        works.forEach(RelocationWork::restore);
    }

    @Benchmark
    public void plugin() {
        for (RelocationWork work : works) {
            work.restore();
            work.apply(work.plugin());
        }
    }

    @Benchmark
    public void lambdas() {
        for (RelocationWork work : works) {
            work.restore();
            work.apply(lambdas);
        }
    }
}
