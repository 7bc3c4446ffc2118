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
import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.relocate.MemoryModel;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Links many modules that use each other's exports, holding one of them in memory at a time: each file is read once to lay
 * it out and collect its exports, and once more to link it; those that others before them use, a third time.
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
    private final ModuleExports exports = new ModuleExports();
    private final Map<Path, AddressSpace> addresses = new HashMap<>();
    private final Map<Path, Integer> indices = new HashMap<>();
    private final List<Path> members = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final BitSet judged = new BitSet();

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

    /** Sees the work of a tree. */
    public interface Listener {
        /**
         * Called for each file of each of the two passes.
         *
         * @param done files dealt with so far, over both passes
         * @param total twice the number of files
         */
        void progress(int done, int total);

        /**
         * Takes the result of one module, in the order of the files.
         *
         * @param file its path
         * @param result what came of it
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
        this(linker, files, List.of(), policy);
    }

    private ModuleTree(ModuleLinker linker, List<Path> files, List<Path> others, AddressPolicy policy) {
        this.linker = linker;
        this.others = List.copyOf(others);
        this.files = List.copyOf(files);
        this.policy = policy;
    }

    /**
     * The same tree beside other modules, whose exports it may use.
     *
     * @param others modules that are placed behind those of the tree and not reported
     * @return a new tree
     */
    public ModuleTree beside(List<Path> others) {
        return new ModuleTree(linker, files, others, policy);
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
        ModuleSet.Builder builder = new ModuleSet.Builder();
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            listener.progress(i, 2 * files.size());
            read(file).ifPresent(module -> collect(file, module, builder));
        }
        others.forEach(file -> read(file).ifPresent(module -> collect(file, module, builder)));
        ModuleSet set = builder.build();
        judgeCycles(set);
        for (int i = from; i < to; i++) {
            listener.progress(files.size() + i, 2 * files.size());
            Path file = files.get(i);
            if (indices.containsKey(file)) {
                judgeProviders(set, indices.get(file));
            }
            link(file, listener);
        }
        listener.progress(2 * files.size(), 2 * files.size());
    }

    private KernelModule module(Path file) throws IOException {
        ModuleFile bytes = ModuleFile.read(file);
        KernelFacts facts = linker.target().facts();
        return KernelModule.of(
                ElfFile.parseAs(
                        bytes.name(), bytes.bytes(), linker.architecture().machine(), facts),
                facts);
    }

    private Optional<KernelModule> read(Path file) {
        try {
            return Optional.of(module(file));
        } catch (IOException | LinkException e) {
            // The second pass reads it again and reports.
            Standing standing = e instanceof LinkException ? Standing.REFUSED : Standing.UNKNOWN;
            exports.judge(KernelModule.baseName(file.toString()), standing, false);
            return Optional.empty();
        }
    }

    private void collect(Path file, KernelModule module, ModuleSet.Builder set) {
        Optional<ModuleLayout> layout = linker.layOut(module, new Findings());
        if (layout.isPresent()) {
            RegionAddresses where = policy.next(layout.get());
            addresses.put(file, same -> where);
            exports.add(module, layout.get(), where);
            set.add(
                    module.name(),
                    module.exports().stream().map(ModuleExport::name).toList(),
                    module.imports().stream()
                            .map(ModuleImport::name)
                            .filter(name -> !linker.target().exports(name))
                            .toList());
            indices.put(file, members.size());
            members.add(file);
            names.add(module.name());
        } else {
            exports.judge(module.name(), Standing.REFUSED, false);
        }
    }

    /** None of a cycle's modules can be loaded, so none provides anything. */
    private void judgeCycles(ModuleSet set) {
        set.cycles().forEach(exports::judgeCycle);
        set.cycleMembers().forEach(cycle -> cycle.forEach(judged::set));
    }

    /** Links what a module uses ahead of its turn, if need be: what the kernel refuses provides nothing. */
    private void judgeProviders(ModuleSet set, int user) {
        for (int index : set.loadOrder(user)) {
            if (index != user && !judged.get(index)) {
                try {
                    judge(index, linkOne(members.get(index)));
                } catch (IOException e) {
                    judged.set(index); // reported at its turn
                    exports.judge(names.get(index), Standing.UNKNOWN, false);
                }
            }
        }
    }

    private void judge(int index, LinkResult result) {
        if (!judged.get(index)) {
            judged.set(index);
            exports.judge(names.get(index), standing(result), result.taints().contains(Taint.P));
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

    private LinkResult linkOne(Path file) throws IOException {
        AddressSpace where = addresses.getOrDefault(file, layout -> new RegionAddresses(Map.of(), Map.of()));
        return linker.link(ModuleFile.read(file), where, exports);
    }

    private void link(Path file, Listener listener) {
        try {
            LinkResult result = linkOne(file);
            if (indices.containsKey(file)) {
                judge(indices.get(file), result);
            }
            listener.linked(file, result);
        } catch (IOException e) {
            listener.unreadable(file, e);
        }
    }

    /** The kernel's module area, used from its start again when it is full. */
    private static final class WrappingArea implements AddressPolicy {
        private static final long ROOM_FOR_ONE = 24L << 20;

        private final MemoryModel model;
        private long next;

        WrappingArea(MemoryModel model) {
            this.model = model;
            this.next = model.moduleArea();
        }

        @Override
        public RegionAddresses next(ModuleLayout layout) {
            long used = next - model.moduleArea();
            if (used != 0 && used + Math.max(ROOM_FOR_ONE, layout.totalSize()) > model.moduleAreaSize()) {
                next = model.moduleArea();
            }
            RegionAddresses where = new SequentialAddresses(next, model.pageSize(), model.percpuBase()).reserve(layout);
            long size = layout.totalSize()
                    + (long) model.pageSize() * layout.regions().size();
            next = (next + size + model.pageSize() - 1) & -(long) model.pageSize();
            return where;
        }
    }
}
