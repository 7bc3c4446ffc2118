// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.sum;

import io.github.kolink.finding.Findings;
import io.github.kolink.finding.LinkException;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Links a tree in the package's layout and adds up the words of all images. */
final class TreeSum {
    private final ModuleLinker linker;
    private final List<Path> files;
    private final YardstickArea area;
    private final Progress progress;
    private final ModuleExports exports = new ModuleExports();
    private final Map<Path, RegionAddresses> addresses = new HashMap<>();
    private final Map<String, String> failures = new ConcurrentSkipListMap<>();
    private final LongAdder sum = new LongAdder();
    private final LongAdder relocations = new LongAdder();
    private final AtomicInteger linked = new AtomicInteger();

    /** Sees how far the work is. */
    @FunctionalInterface
    interface Progress {
        /**
         * Called now and then, by one thread at a time.
         *
         * @param done files dealt with so far, over both passes
         * @param total twice the number of files
         */
        void at(int done, int total);
    }

    /**
     * The result.
     *
     * @param sum of all 64-bit words of all images, modulo 2^64
     * @param modules that were linked and are in the sum
     * @param relocations that were applied in them
     * @param failures why other modules are not in the sum, by path
     */
    record Result(long sum, int modules, long relocations, Map<String, String> failures) {}

    /**
     * A sum to be computed.
     *
     * @param snapshot the kernel
     * @param architecture of the modules
     * @param files in the order in which they get addresses
     * @param progress told how far the work is
     * @throws IllegalArgumentException if the sum is not defined for the architecture
     */
    TreeSum(KernelSnapshot snapshot, Architecture architecture, List<Path> files, Progress progress) {
        this.area = YardstickArea.of(architecture.name());
        // Branches reach everything from the window, so no kernel is asked for linkage entries.
        KernelFacts facts = KernelFacts.of(snapshot, architecture.usualFacts())
                .asRelease("6.1")
                .with(KernelFact.config("CONFIG_ARM64_MODULE_PLTS"), false);
        this.linker = new ModuleLinker(
                new KernelTarget(snapshot, facts, Map.of()),
                new PlainArchitecture(architecture),
                new YardstickLayout());
        this.files = List.copyOf(files);
        this.progress = progress;
    }

    /**
     * Links everything.
     *
     * @param threads how many to link with; the result does not depend on it
     * @return the sum
     */
    Result compute(int threads) {
        for (int i = 0; i < files.size(); i++) {
            progress.at(i, 2 * files.size());
            place(files.get(i));
        }
        AtomicInteger next = new AtomicInteger();
        List<Thread> helpers = IntStream.range(1, threads)
                .mapToObj(i -> new Thread(() -> linkFrom(next, false), "kolink-sum-" + i))
                .toList();
        helpers.forEach(Thread::start);
        linkFrom(next, true);
        helpers.forEach(TreeSum::join);
        progress.at(2 * files.size(), 2 * files.size());
        return new Result(sum.sum(), linked.get(), relocations.sum(), new TreeMap<>(failures));
    }

    private static void join(Thread helper) {
        try {
            helper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while linking", e);
        }
    }

    private void place(Path file) {
        Findings findings = new Findings();
        Optional<KernelModule> module = read(file);
        Optional<ModuleLayout> layout = module.flatMap(known -> linker.layOut(known, findings));
        if (module.isPresent() && layout.isPresent()) {
            RegionAddresses where = area.next(layout.get());
            addresses.put(file, where);
            exports.add(module.get(), layout.get(), where);
        } else if (module.isPresent()) {
            failures.put(file.toString(), findings.list().get(0).describe());
        }
    }

    private Optional<KernelModule> read(Path file) {
        try {
            return Optional.of(KernelModule.of(ModuleFile.read(file).elf()));
        } catch (IOException | LinkException e) {
            failures.put(file.toString(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void linkFrom(AtomicInteger next, boolean tells) {
        for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
            if (tells) {
                progress.at(files.size() + i, 2 * files.size());
            }
            Path file = files.get(i);
            RegionAddresses where = addresses.get(file);
            if (where != null) {
                try {
                    read(file).ifPresent(module -> link(file, module, where));
                } catch (RuntimeException e) {
                    failures.put(file.toString(), "internal error: " + e);
                }
            }
        }
    }

    private void link(Path file, KernelModule module, RegionAddresses where) {
        LinkResult result = linker.link(module, layout -> where, exports, Optional.empty());
        relocations.add(result.relocations().total());
        Optional<LinkedImage> image = result.image();
        if (image.isEmpty()) {
            failures.put(file.toString(), result.findings().get(0).describe());
            return;
        }
        linked.incrementAndGet();
        LongBuffer words = image.get().bytes(RegionKind.CORE).asLongBuffer();
        long total = 0;
        while (words.hasRemaining()) {
            total += words.get();
        }
        sum.add(total);
    }
}
