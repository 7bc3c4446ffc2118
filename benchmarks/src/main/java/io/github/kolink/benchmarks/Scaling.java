// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Time against size, one size a run, for {@code benchmarks/run --scaling}. */
final class Scaling {
    private static final List<String> TREES = List.of("x86_64", "arm64");
    private static final int REPEATS = 5;
    private static final int WARM_UP = 400;
    private static final double CLOSE = 0.95;

    private Scaling() {}

    /** A size that was reached, and the time for it. */
    record Point(long count, long nanoseconds) {}

    /**
     * Prints seconds and the size: {@code relocations MOST}, of the relocation loops alone over as many modules of the trees
     * as have so many, each of which is read and dropped again; {@code modules MOST}, of linking the first modules of the
     * trees, one tree after the other, at the fastest of some times.
     *
     * @param args see above
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        long most = Long.parseLong(args[1]);
        Point point = switch (args[0]) {
            case "relocations" -> relocations(most);
            case "modules" -> modules((int) most);
            default -> throw new IllegalArgumentException(args[0]);
        };
        System.out.printf(Locale.ROOT, "{\"seconds\":%.9f,\"count\":%d}%n", point.nanoseconds() / 1e9, point.count());
    }

    /** A module with more relocations than are still wanted is left out; the trees are gone through again if need be. */
    static Point relocations(long most) throws IOException {
        for (String tree : TREES) {
            RelocationLoops.time(RelocationLoops.works(Corpus.of(tree), 40), 1, Optional.empty());
        }
        long count = 0;
        long nanoseconds = 0;
        long before = -1;
        while (count < most * CLOSE && count > before) {
            before = count;
            for (String tree : TREES) {
                Corpus corpus = Corpus.of(tree);
                ModuleLinker linker = corpus.linker();
                for (Path file : corpus.modules()) {
                    long wanted = most - count;
                    Optional<RelocationWork> work = wanted < most * (1 - CLOSE)
                            ? Optional.empty()
                            : RelocationWork.of(file, linker)
                                    .filter(w -> w.relocations() > 0 && w.relocations() <= wanted);
                    if (work.isPresent()) {
                        count += work.get().relocations();
                        nanoseconds += RelocationLoops.shortest(work.get(), REPEATS, Optional.empty());
                    }
                }
            }
        }
        return new Point(count, nanoseconds);
    }

    static Point modules(int most) throws IOException {
        long count = 0;
        long nanoseconds = 0;
        for (String tree : TREES) {
            Corpus corpus = Corpus.of(tree);
            int here = (int) Math.min(most - count, corpus.modules().size());
            if (here > 0) {
                ModuleLinker linker = corpus.linker();
                fastest(linker, corpus.sample(WARM_UP)); // or few modules would be linked by code not yet compiled
                nanoseconds += fastest(linker, corpus.modules().subList(0, here));
                count += here;
            }
        }
        return new Point(count, nanoseconds);
    }

    private static long fastest(ModuleLinker linker, List<Path> files) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            new ModuleTree(linker, files).withoutImages().on(1).link(new TreeTimes.Counter());
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}
