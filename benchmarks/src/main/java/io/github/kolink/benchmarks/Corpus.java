// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A kernel with its modules to measure on: a real one if KOLINK_KERNELS names a folder that has it, as
 * {@code testdata/kernels/obtain} makes it, otherwise the modules of {@code testdata/built}.
 *
 * @param name {@code x86_64}, {@code arm64} or {@code m68k}
 * @param sources of symbols, most telling first
 * @param modules sorted by path
 */
record Corpus(String name, List<Path> sources, List<Path> modules) {
    /** The corpus of an architecture. */
    static Corpus of(String architecture) throws IOException {
        Optional<Path> kernel = Optional.ofNullable(System.getenv("KOLINK_KERNELS"))
                .map(folder -> Path.of(folder).resolve(architecture.equals("x86_64") ? "amd64" : architecture))
                .filter(Files::isDirectory);
        if (kernel.isPresent()) {
            List<Path> sources = new ArrayList<>();
            find(kernel.get().resolve("boot"), "vmlinu[xz]*").ifPresent(sources::add);
            find(kernel.get().resolve("usr/src"), "linux-headers-*")
                    .map(headers -> headers.resolve("Module.symvers"))
                    .filter(Files::exists)
                    .ifPresent(sources::add);
            find(kernel.get().resolve("boot"), "config-*").ifPresent(sources::add);
            return new Corpus(
                    architecture, sources, ModuleSearch.below(kernel.get().resolve("lib/modules")));
        }
        Path built = testdata().resolve("built").resolve(architecture);
        return new Corpus(
                architecture,
                List.of(built.resolve("kallsyms"), built.resolve("Module.symvers")),
                ModuleSearch.below(built));
    }

    private static Path testdata() {
        return Path.of(System.getProperty("kolink.testdata", "testdata"));
    }

    private static Optional<Path> find(Path folder, String glob) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            List<Path> all = new ArrayList<>();
            found.forEach(all::add);
            return all.stream().sorted().findFirst();
        }
    }

    /** All that is known of the kernel. */
    KernelSnapshot snapshot() throws IOException {
        List<KernelSnapshot> parts = new ArrayList<>();
        for (Path source : sources) {
            parts.add(KernelSnapshot.open(source));
        }
        return KernelSnapshot.merge(parts);
    }

    ModuleLinker linker() throws IOException {
        return ModuleLinker.of(ModuleTree.machine(modules).orElseThrow(), snapshot());
    }

    /** The module at a place in the list sorted by size: {@code median}, {@code p90} or {@code largest}. */
    Path module(String size) {
        List<Path> bySize =
                modules.stream().sorted(Comparator.comparingLong(Corpus::size)).toList();
        int last = bySize.size() - 1;
        return bySize.get(
                switch (size) {
                    case "median" -> last / 2;
                    case "p90" -> last * 9 / 10;
                    case "largest" -> last;
                    default -> throw new IllegalArgumentException(size);
                });
    }

    /** At most so many modules, spread evenly over the list. */
    List<Path> sample(int most) {
        int step = Math.max(1, modules.size() / most);
        List<Path> sample = new ArrayList<>();
        for (int i = 0; i < modules.size() && sample.size() < most; i += step) {
            sample.add(modules.get(i));
        }
        return sample;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
