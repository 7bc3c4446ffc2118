// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import io.github.kolink.link.ModuleLinker;
import io.github.kolink.relocate.Relocator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Nanoseconds per relocation over the modules of a corpus: each module's memory is restored, then its loop is timed; the
 * shortest of some runs counts, summed over the modules. That is how the C side of {@code benchmarks/run} times the
 * kernel's loop on the same files.
 */
final class RelocationLoops {
    private static final int WARM_UP = 20;

    private RelocationLoops() {}

    /**
     * A figure.
     *
     * @param modules that were measured
     * @param relocations in one pass over them
     * @param reported that were not plainly applied, in one pass
     * @param nanoseconds of the shortest runs together
     */
    record Time(int modules, long relocations, long reported, long nanoseconds) {
        double perRelocation() {
            return (double) nanoseconds / relocations;
        }
    }

    static List<RelocationWork> works(Corpus corpus, int most) throws IOException {
        ModuleLinker linker = corpus.linker();
        List<RelocationWork> works = new ArrayList<>();
        for (Path file : corpus.sample(most)) {
            RelocationWork.of(file, linker)
                    .filter(work -> work.relocations() > 0)
                    .ifPresent(works::add);
        }
        return works;
    }

    /**
     * Times a loop.
     *
     * @param works the modules
     * @param repeats how often each is run
     * @param rival another loop than the plug-in's, if any
     */
    static Time time(List<RelocationWork> works, int repeats, Optional<Relocator> rival) {
        long nanoseconds = 0;
        pass(works, WARM_UP, rival);
        long before = works.stream().mapToLong(RelocationWork::reported).sum();
        for (RelocationWork work : works) {
            nanoseconds += shortest(work, repeats, rival);
        }
        long reported = works.stream().mapToLong(RelocationWork::reported).sum() - before;
        return new Time(
                works.size(),
                works.stream().mapToLong(RelocationWork::relocations).sum(),
                reported / Math.max(1, repeats),
                nanoseconds);
    }

    /** Every module a few times, so that the compiler has seen all of them before one counts. */
    private static void pass(List<RelocationWork> works, int times, Optional<Relocator> rival) {
        for (int i = 0; i < times; i++) {
            works.forEach(work -> shortest(work, 1, rival));
        }
    }

    /** Consecutive runs of one module, so that what is timed is the loop, not the memory behind the caches. */
    static long shortest(RelocationWork work, int repeats, Optional<Relocator> rival) {
        long best = Long.MAX_VALUE;
        for (int repeat = 0; repeat < repeats; repeat++) {
            work.restore();
            Relocator loop = rival.orElseGet(work::plugin);
            long start = System.nanoTime();
            work.apply(loop);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    /**
     * Prints figures: {@code ARCHITECTURE MOST REPEATS [plug-in|lambda] [warm-up architectures...]}.
     *
     * @param args see above
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        int most = Integer.parseInt(args[1]);
        int repeats = Integer.parseInt(args[2]);
        boolean lambda = args.length > 3 && args[3].equals("lambda");
        for (int i = 4; i < args.length; i++) {
            time(works(Corpus.of(args[i]), most), repeats, Optional.empty());
        }
        List<RelocationWork> works = works(Corpus.of(args[0]), most);
        Time time = time(works, repeats, lambda ? Optional.of(LambdaRelocator.of(args[0])) : Optional.empty());
        System.out.printf(
                "{\"architecture\":\"%s\",\"modules\":%d,\"relocations\":%d,\"reported\":%d,\"ns\":%.4f}%n",
                args[0], time.modules(), time.relocations(), time.reported(), time.perRelocation());
    }
}
