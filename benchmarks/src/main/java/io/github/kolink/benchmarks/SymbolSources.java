// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.symbols.KernelSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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

/** How long does it take to have a kernel's symbols: from kallsyms text, from a snapshot file? Rival: lines into a HashMap. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SymbolSources {
    private byte[] kallsyms = {};
    private Path snapshot = Path.of("");

    @Setup
    public void write() throws IOException {
        KernelSnapshot kernel = Corpus.of("x86_64").snapshot();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        kernel.writeKallsyms(text);
        kallsyms = text.toByteArray();
        snapshot = Files.createTempFile("kolink", ".snapshot");
        snapshot.toFile().deleteOnExit();
        kernel.write(snapshot);
    }

    @Benchmark
    public int kallsymsText() throws IOException {
        return KernelSnapshot.of(ByteBuffer.wrap(kallsyms), "kallsyms")
                .symbols()
                .size();
    }

    @Benchmark
    public int snapshotWithFirstLookUp() throws IOException {
        return KernelSnapshot.open(snapshot).symbols().find("_text").size();
    }

    @Benchmark
    public int linesIntoHashMap() {
        Map<String, Long> symbols = new HashMap<>();
        new String(kallsyms, StandardCharsets.ISO_8859_1).lines().forEach(line -> {
            String[] words = line.split(" ");
            symbols.put(words[2], Long.parseUnsignedLong(words[0], 16));
        });
        return symbols.size();
    }
}
