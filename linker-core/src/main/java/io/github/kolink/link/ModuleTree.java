// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.LinkException;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.resolve.ModuleExports.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Links many modules that use each other's exports, holding one of them in memory for each thread: each file is read once
 * to lay it out and collect its exports, and once more to link it, behind those it uses.
 *
 * <p>Modules get addresses one behind the other in the kernel's module area, starting again at its beginning when it is
 * full: a tree needs more room than the area has, and never all of it is loaded at once.
 */
public final class ModuleTree {
    private static final Pattern FILE_NAME = Pattern.compile(".*\\.ko(\\.(gz|xz|zst))?");

    private final ModuleLinker linker;
    private final List<Path> files;
    private final List<Path> others;
    private final AddressPolicy policy;
    private final int threads;
    private final ModuleExports exports = new ModuleExports();
    private final BitSet inCycles = new BitSet();

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
        this(linker, files, List.of(), policy, 1);
    }

    private ModuleTree(ModuleLinker linker, List<Path> files, List<Path> others, AddressPolicy policy, int threads) {
        this.linker = linker;
        this.others = List.copyOf(others);
        this.files = List.copyOf(files);
        this.policy = policy;
        this.threads = threads;
    }

    /**
     * The same tree beside other modules, whose exports it may use.
     *
     * @param others modules that are placed behind those of the tree and not reported
     * @return a new tree
     */
    public ModuleTree beside(List<Path> others) {
        return as(new ModuleTree(linker, files, others, policy, threads));
    }

    /**
     * The same tree, linked by several threads. The results and their order do not depend on how many; each holds one
     * module in memory.
     *
     * @param count of threads, at least 1
     * @return a new tree
     */
    public ModuleTree on(int count) {
        return as(new ModuleTree(linker, files, others, policy, Math.max(1, count)));
    }

    private ModuleTree as(ModuleTree other) {
        return exports.isComplete() ? other.complete() : other;
    }

    /**
     * The modules below a directory.
     *
     * @param directory searched with all its subdirectories; may itself be a link, but links below it are not
     *     followed
     * @return files named {@code *.ko}, {@code *.ko.gz}, {@code *.ko.xz} or {@code *.ko.zst}, sorted by the bytes of their
     *     paths
     * @throws IOException if the directory cannot be read
     */
    public static List<Path> find(Path directory) throws IOException {
        Path real = directory.toRealPath();
        try (Stream<Path> paths = Files.walk(real)) {
            return paths.map(path -> directory.resolve(real.relativize(path)))
                    .filter(Files::isRegularFile)
                    .filter(path ->
                            FILE_NAME.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(
                            path -> path.toString().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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
        Crew crew = new Crew(threads);
        TreeMembers members = new TreeMembers(all.size());
        crew.run(all.size(), file -> {
            Surface surface = read(all.get(file));
            crew.inTurn(file, () -> {
                if (file < files.size()) {
                    listener.progress(file, 2 * files.size());
                }
                collect(all.get(file), file, surface, members);
            });
        });
        ModuleSet set = members.set();
        judgeCycles(set, members);
        link(all, members, set, new TreeResults(all, files.size(), from, to, listener), listener);
    }

    /** Links each file behind those it uses: what the kernel refuses provides nothing. */
    private void link(List<Path> all, TreeMembers members, ModuleSet set, TreeResults results, Listener listener) {
        int[] order = members.order(results.from(), results.to(), set);
        // What becomes of two modules of one name is told under that name: only one order gives always the same.
        Crew crew = new Crew(members.hasNamesakes() ? 1 : threads);
        BitSet begun = new BitSet();
        BitSet done = new BitSet();
        int[][] before = new int[order.length][];
        for (int place = 0; place < order.length; place++) {
            before[place] = Arrays.stream(members.uses(order[place], set))
                    .filter(begun::get)
                    .toArray();
            begun.set(order[place]);
        }
        crew.run(order.length, place -> {
            int file = order[place];
            crew.await(() -> Arrays.stream(before[place]).allMatch(done::get));
            Path path = all.get(file);
            try {
                LinkResult result = linkOne(path, members.addresses(file));
                listener.image(path, result);
                crew.tell(() -> {
                    judge(file, members, standing(result), result.taints().contains(Taint.P));
                    done.set(file);
                    results.linked(file, result.withoutImage());
                });
            } catch (IOException e) {
                crew.tell(() -> {
                    judge(file, members, Standing.UNKNOWN, false);
                    done.set(file);
                    results.unreadable(file, e);
                });
            }
        });
        results.end();
    }

    /**
     * What others need to know of a module.
     *
     * @param module without value if the file cannot be read as one
     * @param layout without value if it has none
     * @param standing if there is no layout
     */
    private record Surface(Optional<KernelModule> module, Optional<ModuleLayout> layout, Standing standing) {}

    private Surface read(Path path) {
        try {
            ModuleFile file = ModuleFile.read(path);
            KernelFacts facts = linker.target().facts();
            KernelModule module = KernelModule.of(
                    ElfFile.parseAs(
                            file.name(), file.bytes(), linker.architecture().machine(), facts),
                    facts);
            return new Surface(Optional.of(module), linker.layOut(module, new Findings()), Standing.REFUSED);
        } catch (IOException | LinkException e) {
            // The second pass reads it again and reports.
            Standing standing = e instanceof LinkException ? Standing.REFUSED : Standing.UNKNOWN;
            return new Surface(Optional.empty(), Optional.empty(), standing);
        }
    }

    private void collect(Path path, int file, Surface surface, TreeMembers members) {
        if (surface.layout().isEmpty()) {
            String name =
                    surface.module().map(KernelModule::name).orElseGet(() -> KernelModule.baseName(path.toString()));
            exports.judge(name, surface.standing(), false);
            return;
        }
        KernelModule module = surface.module().orElseThrow();
        RegionAddresses where = policy.next(surface.layout().get());
        exports.add(module, surface.layout().get(), where);
        members.add(
                file,
                module.name(),
                module.exports().stream().map(ModuleExport::name).toList(),
                module.imports().stream()
                        .map(ModuleImport::name)
                        .filter(name -> !linker.target().exports(name))
                        .toList(),
                where);
    }

    /** None of a cycle's modules can be loaded, so none provides anything. */
    private void judgeCycles(ModuleSet set, TreeMembers members) {
        set.cycles().forEach(exports::judgeCycle);
        set.cycleMembers().forEach(cycle -> cycle.forEach(member -> inCycles.set(members.file(member))));
    }

    private void judge(int file, TreeMembers members, Standing standing, boolean proprietary) {
        if (!inCycles.get(file)) {
            members.name(file).ifPresent(name -> exports.judge(name, standing, proprietary));
        }
    }

    /** A module whose name is in use is there already. */
    private static Standing standing(LinkResult result) {
        Verdict verdict = result.verdict();
        boolean there = verdict == Verdict.REFUSED
                && result.findings().stream()
                        .filter(finding -> finding.code().severity() == Severity.REFUSED)
                        .findFirst()
                        .filter(finding ->
                                finding.code() == FindingCode.NAME_IN_USE || finding.code() == FindingCode.NAME_BUSY)
                        .isPresent();
        if (there || verdict.loads()) {
            return Standing.PROVIDES;
        }
        return verdict == Verdict.REFUSED ? Standing.REFUSED : Standing.UNKNOWN;
    }

    private LinkResult linkOne(Path file, Optional<RegionAddresses> where) throws IOException {
        RegionAddresses known = where.orElseGet(() -> new RegionAddresses(Map.of(), Map.of()));
        return linker.link(ModuleFile.read(file), layout -> known, exports);
    }
}
