// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.resolve.ModuleExports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Links many modules that use each other's exports, holding one of them in memory for each thread: each file is read to lay
 * it out and collect its exports, and linked at once if what it uses was linked before; else it is read once more, unless
 * nobody looks at images ({@link #withoutImages}).
 *
 * <p>Modules get addresses one behind the other in the kernel's module area, starting again at its beginning when it is
 * full: a tree needs more room than the area has, and never all of it is loaded at once.
 */
public final class ModuleTree {
    private final ModuleLinker linker;
    private final List<Path> files;
    private final List<Path> others;
    private final AddressPolicy policy;
    private final TreeOptions options;
    private final ModuleExports exports;

    /** Chooses addresses for the modules of a tree, one after the other. */
    @FunctionalInterface
    public interface AddressPolicy {
        /**
         * Places the next module.
         *
         * @param layout what it needs
         * @return where it goes
         */
        RegionAddresses next(ModuleLayout layout);
    }

    /** Sees the work of a tree. Called by one thread at a time, but for {@link #image}; not always by the same. */
    public interface Listener {
        /**
         * Called for each file of each of the two passes.
         *
         * @param done files dealt with so far, over both passes
         * @param total twice the number of files
         */
        void progress(int done, int total);

        /**
         * Sees a module as soon as it is linked, while its image is in memory. Called in no order, and by several threads
         * at the same time; also for modules whose results are not wanted, but which others use.
         *
         * @param file its path
         * @param result what came of it
         */
        default void image(Path file, LinkResult result) {}

        /**
         * Takes the result of one module, in the order of the files.
         *
         * @param file its path
         * @param result what came of it, without the image
         */
        void linked(Path file, LinkResult result);

        /**
         * Takes a file that could not be read or decompressed.
         *
         * @param file its path
         * @param problem why
         */
        void unreadable(Path file, IOException problem);
    }

    /**
     * A tree.
     *
     * @param linker for its kernel
     * @param files modules, in the order they are to be placed and reported
     */
    public ModuleTree(ModuleLinker linker, List<Path> files) {
        this(linker, files, new WrappingArea(linker.memoryModel()));
    }

    /**
     * A tree with addresses of one's own.
     *
     * @param linker for its kernel
     * @param files modules, in the order they are to be placed and reported
     * @param policy where they go
     */
    public ModuleTree(ModuleLinker linker, List<Path> files, AddressPolicy policy) {
        this(linker, files, List.of(), policy, TreeOptions.USUAL);
    }

    private ModuleTree(
            ModuleLinker linker, List<Path> files, List<Path> others, AddressPolicy policy, TreeOptions options) {
        this.linker = linker;
        this.others = List.copyOf(others);
        this.files = List.copyOf(files);
        this.policy = policy;
        this.options = options;
        this.exports = new ModuleExports(files.size() + others.size());
    }

    /**
     * The same tree beside other modules, whose exports it may use.
     *
     * @param others modules that are placed behind those of the tree and not reported
     * @return a new tree
     */
    public ModuleTree beside(List<Path> others) {
        return as(new ModuleTree(linker, files, others, policy, options));
    }

    /**
     * The same tree, linked by several threads. The results and their order do not depend on how many; each holds one
     * module in memory.
     *
     * @param count of threads, at least 1
     * @return a new tree
     */
    public ModuleTree on(int count) {
        return as(options.on(Math.max(1, count)));
    }

    /**
     * The same tree for a listener that looks at no image: {@link Listener#image} is not called. Then nearly all modules
     * are linked at once, whatever they use: what others provide is written when these are known.
     *
     * @param regions whose words are added up in {@link LinkResult#sum}
     * @return a new tree
     */
    public ModuleTree withoutImages(RegionKind... regions) {
        return as(options.summing(Set.of(regions)));
    }

    /**
     * The same tree for a listener that asks how many relocations there are, but not of which types: {@link
     * RelocationCounts#total} tells, {@link RelocationCounts#byType} does not.
     *
     * @return a new tree
     */
    public ModuleTree withoutTypes() {
        return as(options.withoutTypes());
    }

    private ModuleTree as(TreeOptions how) {
        return as(new ModuleTree(linker, files, others, policy, how));
    }

    private ModuleTree as(ModuleTree other) {
        return exports.isComplete() ? other.complete() : other;
    }

    /**
     * The machine of the first module that says one, sound or not.
     *
     * @param files modules
     * @return empty if none does
     */
    public static Optional<ElfMachine> machine(List<Path> files) {
        return files.stream()
                .map(ModuleTree::machine)
                .filter(Optional::isPresent)
                .map(Optional::get)
                .findFirst();
    }

    private static Optional<ElfMachine> machine(Path file) {
        try {
            return ElfMachine.claimedBy(ModuleFile.read(file).bytes());
        } catch (IOException e) {
            return Optional.empty(); // reported when the tree is linked
        }
    }

    /**
     * Says that the tree has all modules there are: what neither the kernel nor the tree exports, nobody does.
     *
     * @return this tree
     */
    public ModuleTree complete() {
        exports.complete();
        return this;
    }

    /**
     * Links all modules. One that the kernel refuses provides nothing to those that use it.
     *
     * @param listener told of progress and results
     */
    public void link(Listener listener) {
        link(0, files.size(), listener);
    }

    /**
     * Links some of the modules; those before and behind them are read for what they export.
     *
     * @param from number of the first one
     * @param to one more than the number of the last one
     * @param listener told of progress, over all files, and of the results of these
     */
    public void link(int from, int to, Listener listener) {
        List<Path> all = new ArrayList<>(files);
        all.addAll(others);
        new TreeLink(linker, all, policy, exports, options)
                .run(new TreeResults(all, files.size(), from, to, listener), listener);
    }
}
