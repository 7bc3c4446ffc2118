// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import net.fornwall.jelf.ElfSection;
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

/** How long does it take to read the headers of a module and to visit its sections and symbols? Rival: jelf. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ElfParsing {
    @Param({"median", "p90", "largest"})
    public String size = "median";

    private byte[] bytes = {};

    @Setup
    public void read() throws IOException {
        bytes = ModuleFile.read(Corpus.of("x86_64").module(size)).bytes();
    }

    @Benchmark
    public long kolink() {
        ElfFile file = ElfFile.parse("m.ko", bytes);
        long sum = file.symbols().count();
        for (SectionHeader section : file.sections()) {
            sum += section.size() + section.name().length();
        }
        return sum;
    }

    @Benchmark
    public long jelf() {
        net.fornwall.jelf.ElfFile file = net.fornwall.jelf.ElfFile.from(bytes);
        long sum = file.getSymbolTableSection() == null ? 0 : file.getSymbolTableSection().symbols.length;
        for (int i = 1; i < file.e_shnum; i++) {
            ElfSection section = file.getSection(i);
            String name = section.header.getName();
            sum += section.header.sh_size + (name == null ? 0 : name.length());
        }
        return sum;
    }
}
