// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.sum;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Links a tree in the package's layout and adds up the words of all images. */
final class TreeSum {
    private final ModuleTree tree;
    private final Progress progress;

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
        YardstickArea area = YardstickArea.of(architecture.name());
        // Branches reach everything from the window, so no kernel is asked for linkage entries.
        KernelFacts facts = KernelFacts.of(snapshot, architecture.usualFacts())
                .asRelease("6.1")
                .with(KernelFact.config("CONFIG_ARM64_MODULE_PLTS"), false);
        ModuleLinker linker = new ModuleLinker(
                new KernelTarget(snapshot, facts, Map.of()),
                new PlainArchitecture(architecture),
                new YardstickLayout());
        this.tree = new ModuleTree(linker, files, area::next)
                .withoutImages(RegionKind.CORE)
                .withoutTypes();
        this.progress = progress;
    }

    /**
     * Links everything.
     *
     * @param threads how many to link with; the result does not depend on it
     * @return the sum
     */
    Result compute(int threads) {
        Adder adder = new Adder();
        tree.on(threads).link(adder);
        return adder.result();
    }

    private final class Adder implements ModuleTree.Listener {
        private final Map<String, String> failures = new TreeMap<>();
        private long sum;
        private long relocations;
        private int linked;

        @Override
        public void progress(int done, int total) {
            progress.at(done, total);
        }

        @Override
        public void linked(Path file, LinkResult result) {
            relocations += result.relocations().total();
            if (result.linked()) {
                sum += result.sum();
                linked++;
            } else {
                fail(file, result.findings().get(0).describe());
            }
        }

        private void fail(Path file, String why) {
            failures.put(file.toString(), why);
        }

        @Override
        public void unreadable(Path file, IOException problem) {
            fail(file, String.valueOf(problem.getMessage()));
        }

        Result result() {
            return new Result(sum, linked, relocations, failures);
        }
    }
}
