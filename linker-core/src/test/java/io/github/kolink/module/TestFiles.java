// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Files that tests read: our own built modules, and real kernels where the environment variable {@code KOLINK_KERNELS}
 * names a folder with {@code amd64/lib/modules} and {@code arm64/lib/modules}.
 */
public final class TestFiles {
    private TestFiles() {}

    /** The folder of real kernels; empty if none was given. */
    public static Optional<Path> kernels() {
        return Optional.ofNullable(System.getenv("KOLINK_KERNELS"))
                .map(Path::of)
                .filter(Files::isDirectory);
    }

    /** Our own modules of an architecture. */
    public static Stream<Path> built(String architecture) {
        return built().filter(path -> path.getParent().getFileName().toString().equals(architecture));
    }

    /** Our own modules. */
    public static Stream<Path> built() {
        Path folder = Path.of(System.getProperty("kolink.testdata", "testdata"), "built");
        return Files.isDirectory(folder) ? below(folder).stream() : Stream.empty();
    }

    /** The modules of one real kernel. */
    public static List<Path> realModules(String architecture) {
        return kernels()
                .map(folder -> folder.resolve(architecture).resolve("lib/modules"))
                .filter(Files::isDirectory)
                .map(TestFiles::below)
                .orElse(List.of());
    }

    /** Some modules of each real kernel, evenly spread. */
    public static Stream<Path> realModules(int count) {
        return Stream.of("amd64", "arm64").flatMap(architecture -> {
            List<Path> all = realModules(architecture);
            int step = Math.max(1, all.size() / count);
            return IntStream.iterate(0, i -> i < all.size(), i -> i + step).mapToObj(all::get);
        });
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> paths = Files.walk(folder.toRealPath(), java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(path -> path.toString().matches(".*\\.ko(\\.(gz|xz|zst))?"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
