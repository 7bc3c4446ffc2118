// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
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

/** Does a plug-in's loop get slower when the JVM has run two or three of them? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PluginsLoaded {
    @Param({"1", "2", "3"})
    public int loaded = 1;

    private List<RelocationWork> works = List.of();

    @Setup
    public void warmUpOthers() throws IOException {
        List<String> all = List.of("x86_64", "arm64", "m68k");
        List<RelocationWork> others = new ArrayList<>();
        for (String other : all.subList(1, loaded)) {
            others.addAll(RelocationLoops.works(Corpus.of(other), 20));
        }
        works = RelocationLoops.works(Corpus.of("x86_64"), 20);
        others.addAll(works);
        for (int i = 0; i < 500; i++) {
            others.forEach(work -> {
                work.restore();
                work.apply(work.plugin());
            });
        }
    }

    @Benchmark
    public void x86() {
        for (RelocationWork work : works) {
            work.restore();
            work.apply(work.plugin());
        }
    }
}
