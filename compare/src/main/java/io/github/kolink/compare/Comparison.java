// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CapturedModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares every module of a capture with what kolink links at the same addresses. */
public final class Comparison {
    private final Capture capture;
    private final ModuleFiles files;

    /** Sees how far the work is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called for each module of each of the two passes.
         *
         * @param done modules dealt with so far, over both passes
         * @param total twice the number of modules
         */
        void at(int done, int total);
    }

    /** Takes results. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Takes the result of one module, by boot in the order of loading.
         *
         * @param result what came of it
         * @throws IOException if it cannot be written
         */
        void compared(ModuleComparison result) throws IOException;
    }

    /**
     * A comparison.
     *
     * @param capture what the kernel made
     * @param tree where the modules' files lie: the tree of one kernel, or a folder of such trees by release
     */
    public Comparison(Capture capture, Path tree) {
        this.capture = capture;
        this.files = new ModuleFiles(tree, capture.facts().release());
    }

    /**
     * Compares all modules; holds one of them in memory at a time.
     *
     * @param progress told how far the work is
     * @param listener told of each module
     * @throws IOException if the capture cannot be read, or the listener cannot write; what concerns one module only is
     *     its {@link ModuleComparison#problem}
     */
    public void run(Progress progress, Listener listener) throws IOException {
        List<CapturedModule> modules = capture.modules();
        PercpuBases percpu = new PercpuBases(capture);
        Map<Integer, List<CapturedModule>> boots = new HashMap<>();
        modules.forEach(module ->
                boots.computeIfAbsent(module.boot(), boot -> new ArrayList<>()).add(module));
        int done = modules.size();
        for (int boot : boots.keySet().stream().sorted().toList()) {
            CapturedBoot kernel = CapturedBoot.open(capture, boot, files, percpu, progress);
            ModuleComparer comparer = new ModuleComparer(capture, kernel, files, percpu);
            for (CapturedModule module : boots.getOrDefault(boot, List.of())) {
                progress.at(done++, 2 * modules.size());
                listener.compared(comparer.compare(module));
            }
        }
        progress.at(2 * modules.size(), 2 * modules.size());
    }
}
