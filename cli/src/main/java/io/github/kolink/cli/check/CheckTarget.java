// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import io.github.kolink.cli.target.KernelOptions;
import io.github.kolink.cli.target.LoadOptions;
import io.github.kolink.cli.target.ModuleDirectory;
import io.github.kolink.cli.target.RunningKernel;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.target.TargetKernel;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.loadcheck.LoadCheck;
import io.github.kolink.loadcheck.LoadConditions;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What modules are checked against: the kernel of the command line, or the one that runs, with what else decides.
 *
 * @param linker links for the kernel
 * @param check asks for the kernel
 * @param providers modules whose exports the checked ones may use, and which are not reported
 */
record CheckTarget(ModuleLinker linker, LoadCheck check, List<Path> providers) {
    static CheckTarget of(
            KernelOptions kernel,
            LoadOptions load,
            SnapshotShelf shelf,
            List<Path> files,
            String parameters,
            Streams streams)
            throws IOException {
        List<KernelSnapshot> parts = new ArrayList<>(load.parts());
        Optional<ModuleDirectory> modules = load.modules();
        if (kernel.namesKernel()) {
            parts.add(kernel.snapshot(shelf));
        } else {
            RunningKernel running = load.running();
            parts.addAll(running.parts());
            parts.addAll(kernel.parts(shelf));
            running.notes().forEach(streams::say);
            if (modules.isEmpty()) {
                modules = running.modules();
            }
        }
        List<Path> providers = List.of();
        if (modules.isPresent()) {
            modules.get().reference().ifPresent(parts::add);
            providers = modules.get().neededBy(files);
        }
        return of(parts, providers, kernel, load, files, parameters);
    }

    /** A kernel of a matrix. */
    static CheckTarget of(
            KernelSnapshot snapshot, KernelOptions kernel, LoadOptions load, List<Path> files, String parameters)
            throws IOException {
        List<KernelSnapshot> parts = new ArrayList<>(load.parts());
        parts.add(snapshot);
        return of(parts, List.of(), kernel, load, files, parameters);
    }

    private static CheckTarget of(
            List<KernelSnapshot> parts,
            List<Path> providers,
            KernelOptions kernel,
            LoadOptions load,
            List<Path> files,
            String parameters)
            throws IOException {
        KernelSnapshot snapshot = KernelSnapshot.merge(parts);
        ModuleLinker linker =
                TargetKernel.linker(snapshot, TargetKernel.architecture(snapshot, files), kernel, false, Map.of());
        LoadConditions conditions = new LoadConditions(
                Optional.empty(), Optional.empty(), load.certificates(), Optional.empty(), parameters);
        return new CheckTarget(linker, LoadCheck.of(linker, conditions), providers);
    }
}
