// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Times of a warm JVM, one figure a run, for {@code benchmarks/run}. */
final class TreeTimes {
    private TreeTimes() {}

    /** Counts and forgets. */
    static final class Counter implements ModuleTree.Listener {
        private int modules;

        int modules() {
            return modules;
        }

        @Override
        public void progress(int done, int total) {}

        @Override
        public void linked(Path file, LinkResult result) {
            modules++;
        }

        @Override
        public void unreadable(Path file, IOException problem) {}
    }

    /**
     * Prints seconds: {@code tree ARCHITECTURE THREADS REPEATS [MOST]} of the fastest link of a tree or of its first modules;
     * {@code kallsyms FILE REPEATS} of the fastest parse of a text; {@code snapshot FILE} of the first opening with a look-up;
     * {@code write-kallsyms SNAPSHOT FILE} writes a text.
     *
     * @param args see above
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        long best = Long.MAX_VALUE;
        long work = 0;
        switch (args[0]) {
            case "tree" -> {
                Corpus corpus = Corpus.of(args[1]);
                ModuleLinker linker = corpus.linker();
                List<Path> files = corpus.modules();
                files = args.length > 4 ? files.subList(0, Math.min(files.size(), Integer.parseInt(args[4]))) : files;
                for (int i = 0; i < Integer.parseInt(args[3]); i++) {
                    Counter counter = new Counter();
                    long start = System.nanoTime();
                    new ModuleTree(linker, files)
                            .withoutImages()
                            .on(Integer.parseInt(args[2]))
                            .link(counter);
                    best = Math.min(best, System.nanoTime() - start);
                    work = counter.modules();
                }
            }
            case "kallsyms" -> {
                byte[] text = Files.readAllBytes(Path.of(args[1]));
                for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                    long start = System.nanoTime();
                    work = KernelSnapshot.of(ByteBuffer.wrap(text), "kallsyms")
                            .symbols()
                            .size();
                    best = Math.min(best, System.nanoTime() - start);
                }
            }
            case "snapshot" -> {
                long start = System.nanoTime();
                work = KernelSnapshot.open(Path.of(args[1]))
                        .symbols()
                        .find("_text")
                        .size();
                best = System.nanoTime() - start;
            }
            case "write-kallsyms" -> {
                try (OutputStream out = Files.newOutputStream(Path.of(args[2]))) {
                    KernelSnapshot.open(Path.of(args[1])).writeKallsyms(out);
                }
                best = 0;
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.printf(Locale.ROOT, "{\"seconds\":%.9f,\"count\":%d}%n", best / 1e9, work);
    }
}
