// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long does it take to find an export by name? Rival: HashMap. Each call asks for the next of all exports. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SymbolLookUp {
    private KernelSnapshot kernel = null;
    private final Map<String, KernelSymbol> map = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private int next;

    @Setup
    public void read() throws IOException {
        kernel = Corpus.of("x86_64").snapshot();
        for (int i = 0; i < kernel.symbols().size(); i++) {
            KernelSymbol symbol = kernel.symbols().symbol(i);
            if (symbol.export().isPresent() && map.put(symbol.name(), symbol) == null) {
                names.add(symbol.name());
            }
        }
    }

    private String name() {
        next = next + 1 < names.size() ? next + 1 : 0;
        return names.get(next);
    }

    @Benchmark
    public Object kolink() {
        return kernel.symbols().exported(name());
    }

    @Benchmark
    public Object hashMap() {
        return map.get(name());
    }
}
