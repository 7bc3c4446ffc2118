// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.LinkException;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.RegionMemory;
import io.github.kolink.layout.ReusedMemory;
import io.github.kolink.module.FileBuffer;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.FieldRelocator;
import io.github.kolink.resolve.Imports;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.resolve.ModuleExports.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One link of a tree, in two passes. The first one reads each file, gives it its address and collects its exports; a module
 * that uses only the kernel and modules that were linked before it is linked at once. The second pass reads the others
 * again, each behind those it uses. Which pass links a module follows from the files alone, not from the threads.
 *
 * <p>If nobody looks at images, the first pass links the others too, and keeps what refers to modules that are not linked
 * yet; the second one writes that. Only if it has anything to tell of a module, it reads and links it again.
 */
final class TreeLink {
    private static final RegionAddresses NOWHERE = new RegionAddresses(Map.of(), Map.of());
    /** How many fixups are kept over all modules: ten times as many as a distribution's modules have. */
    private static final int MOST_FIXUPS = 1 << 20;

    private final ModuleLinker linker;
    private final List<Path> files;
    private final ModuleTree.AddressPolicy policy;
    private final ModuleExports exports;
    private final int threads;
    /** Regions whose words are added up; empty if there is somebody who looks at images. */
    private final Optional<Set<RegionKind>> summed;
    /** Empty if no import can be left open. */
    private final Optional<FieldRelocator> fieldRelocator;

    private final TreeMembers members;
    private final ThreadLocal<FileBuffer> buffer = ThreadLocal.withInitial(FileBuffer::new);
    /** Where nobody looks at images, they need no memory of their own. */
    private final ThreadLocal<LinkOptions> options;

    /** By file: what the first pass links. Written in turn; read in turn, or by who has written it. */
    private final @Nullable Early[] early;
    /** By file: what the second pass has to write. Written by whoever has read the file. */
    private final @Nullable PendingLink[] pending;

    private final AtomicInteger fixupsKept = new AtomicInteger();
    /** Files that are linked. */
    private final BitSet done = new BitSet();

    private final BitSet inCycles = new BitSet();

    /**
     * A module that the first pass links: its address, the files whose exports it uses, which that pass links, too, and
     * places of the imports that are left open.
     */
    private static final class Early {
        private final RegionAddresses where;
        private final int[] uses;
        private final BitSet open;

        Early(RegionAddresses where, int[] uses, BitSet open) {
            this.where = where;
            this.uses = uses;
            this.open = open;
        }

        boolean isWhole() {
            return open.isEmpty();
        }
    }

    TreeLink(
            ModuleLinker linker,
            List<Path> files,
            ModuleTree.AddressPolicy policy,
            ModuleExports exports,
            TreeOptions how) {
        this.linker = linker;
        this.files = files;
        this.policy = policy;
        this.exports = exports;
        this.threads = how.threads();
        this.members = new TreeMembers(files.size());
        this.early = new Early[files.size()];
        this.pending = new PendingLink[files.size()];
        this.summed = how.summed();
        this.options =
                ThreadLocal.withInitial(() -> LinkOptions.of(summed.isPresent() ? new ReusedMemory() : RegionMemory.NEW)
                        .counting(how.countsTypes()));
        this.fieldRelocator = summed.isPresent() ? linker.fieldRelocator() : Optional.empty();
    }

    void run(TreeResults results, ModuleTree.Listener listener) {
        Crew first = new Crew(threads);
        first.run(files.size(), file -> readOne(file, first, results, listener));
        ModuleSet set = members.set();
        judgeCycles(set);
        linkRest(set, results, listener);
        results.end();
    }

    private void readOne(int file, Crew crew, TreeResults results, ModuleTree.Listener listener) {
        Path path = files.get(file);
        ModuleFile module;
        Blueprint blueprint;
        List<String> imports;
        List<String> offers;
        try {
            module = ModuleFile.read(path, buffer.get());
            blueprint = linker.draw(module);
            // Outside of the turn, as it takes the most time.
            boolean placed = blueprint.layout().isPresent();
            imports = blueprint.imports().foreign();
            offers = placed ? names(blueprint.module().exports()) : List.of();
        } catch (IOException | LinkException e) {
            // The second pass reads it again and reports.
            Standing standing = e instanceof LinkException ? Standing.REFUSED : Standing.UNKNOWN;
            crew.inTurn(file, () -> {
                results.read(file);
                refuse(KernelModule.baseName(path.toString()), standing);
            });
            return;
        }
        crew.inTurn(file, () -> {
            results.read(file);
            place(file, blueprint, offers, imports, results);
        });
        Early now = early[file];
        if (now != null) {
            awaitUsed(crew, now.uses);
            if (now.isWhole()) {
                tell(
                        file,
                        linker.link(module, blueprint, layout -> now.where, exports, options.get()),
                        crew,
                        results,
                        listener);
            } else {
                pending[file] = linkButOpen(blueprint, now);
            }
        }
    }

    /** Null if there is anything to tell of the module: the second pass links it again and tells it. */
    private @Nullable PendingLink linkButOpen(Blueprint blueprint, Early now) {
        KernelModule module = blueprint.module();
        Blueprint open = blueprint.with(blueprint.imports().leavingOpen(now.open));
        Fixups fixups =
                new Fixups(fieldRelocator.orElseThrow(), module.file().machine().order());
        LinkResult result = linker.link(open, now.where, exports, options.get().with(fixups));
        boolean isDone = result.findings().isEmpty()
                && fixupsKept.addAndGet(fixups.count()) <= MOST_FIXUPS
                && fixups.close(result.image().orElseThrow().placed(), summed.orElseThrow());
        return isDone ? new PendingLink(withSum(result), fixups, module, open.imports()) : null;
    }

    private static List<String> names(List<ModuleExport> exports) {
        List<String> names = new ArrayList<>(exports.size());
        for (ModuleExport export : exports) {
            names.add(export.name());
        }
        return names;
    }

    private void place(int file, Blueprint blueprint, List<String> offers, List<String> imports, TreeResults results) {
        KernelModule module = blueprint.module();
        if (blueprint.layout().isEmpty()) {
            refuse(module.name(), Standing.REFUSED);
            return;
        }
        RegionAddresses where = policy.next(blueprint.layout().get());
        // What becomes of two modules of one name is told under that name: the second pass keeps an order among them.
        boolean alone = !exports.has(module.name()) && !linker.load().knowsLoaded();
        exports.add(module, blueprint.layout().get(), where);
        int[] providers = members.add(file, module.name(), offers, imports, where);
        if (alone && results.wants(file)) {
            Early now = early(file, blueprint.imports(), providers, where);
            early[file] = now.isWhole() || fieldRelocator.isPresent() ? now : null;
        }
    }

    /**
     * Open is what the first pass does not link, or not wholly, as far as is known by now.
     *
     * @param providers files, by foreign import
     */
    private Early early(int file, Imports imports, int[] providers, RegionAddresses where) {
        int[] uses = new int[providers.length];
        int count = 0;
        int foreign = 0;
        BitSet open = new BitSet();
        for (int place = 0; place < imports.count(); place++) {
            if (imports.isForeign(place)) {
                int provider = providers[foreign++];
                Early used = provider < 0 || provider == file ? null : early[provider];
                if (used == null || !used.isWhole()) {
                    open.set(place);
                } else {
                    uses[count++] = provider;
                }
            }
        }
        return new Early(where, Arrays.copyOf(uses, count), open);
    }

    /** A file that is no module, or has no layout, provides nothing; unless another one has its name. */
    private void refuse(String name, Standing standing) {
        if (!exports.has(name)) {
            exports.judge(name, standing, false);
        }
    }

    /** None of a cycle's modules can be loaded, so none provides anything. */
    private void judgeCycles(ModuleSet set) {
        set.cycles().forEach(exports::judgeCycle);
        set.cycleMembers().forEach(cycle -> cycle.forEach(member -> inCycles.set(members.file(member))));
    }

    /** Links each file behind those it uses: what the kernel refuses provides nothing. */
    private void linkRest(ModuleSet set, TreeResults results, ModuleTree.Listener listener) {
        int[] order = members.order(results.from(), results.to(), set, done);
        // What becomes of two modules of one name is told under that name: only one order gives always the same.
        Crew crew = new Crew(members.hasNamesakes() ? 1 : threads);
        BitSet begun = new BitSet();
        begun.or(done);
        int[][] before = new int[order.length][];
        for (int place = 0; place < order.length; place++) {
            before[place] = members.usesAmong(order[place], set, begun);
            begun.set(order[place]);
        }
        crew.run(order.length, place -> {
            int file = order[place];
            awaitUsed(crew, before[place]);
            PendingLink open = pending[file];
            Optional<LinkResult> finished = open == null ? Optional.empty() : open.finish(exports);
            if (finished.isPresent()) {
                tell(file, finished.get(), crew, results);
                return;
            }
            RegionAddresses where = members.addresses(file).orElse(NOWHERE);
            try {
                ModuleFile module = ModuleFile.read(files.get(file), buffer.get());
                tell(file, linker.link(module, layout -> where, exports, options.get()), crew, results, listener);
            } catch (IOException e) {
                crew.tell(() -> {
                    judge(file, Standing.UNKNOWN, false);
                    done.set(file);
                    results.unreadable(file, e);
                });
            }
        });
    }

    private void awaitUsed(Crew crew, int[] used) {
        if (used.length == 0) {
            return;
        }
        crew.await(() -> {
            for (int file : used) {
                if (!done.get(file)) {
                    return false;
                }
            }
            return true;
        });
    }

    private void tell(int file, LinkResult result, Crew crew, TreeResults results, ModuleTree.Listener listener) {
        if (summed.isEmpty()) {
            listener.image(files.get(file), result);
        }
        tell(file, withSum(result), crew, results);
    }

    private LinkResult withSum(LinkResult result) {
        if (summed.isEmpty() || result.image().isEmpty()) {
            return result;
        }
        long sum = 0;
        for (RegionKind region : summed.get()) {
            sum += result.image().get().sum(region);
        }
        return result.withSum(sum);
    }

    private void tell(int file, LinkResult result, Crew crew, TreeResults results) {
        crew.tell(() -> {
            judge(file, standing(result), result.taints().contains(Taint.P));
            done.set(file);
            results.linked(file, result.withoutImage());
        });
    }

    private void judge(int file, Standing standing, boolean proprietary) {
        Optional<String> name = members.name(file);
        if (name.isPresent() && !inCycles.get(file)) {
            exports.judge(name.get(), standing, proprietary);
        }
    }

    /** A module whose name is in use is there already. */
    private static Standing standing(LinkResult result) {
        Verdict verdict = result.verdict();
        if (verdict.loads() || (verdict == Verdict.REFUSED && isThere(result))) {
            return Standing.PROVIDES;
        }
        return verdict == Verdict.REFUSED ? Standing.REFUSED : Standing.UNKNOWN;
    }

    private static boolean isThere(LinkResult result) {
        @Nullable FindingCode first = null;
        for (Finding finding : result.findings()) {
            if (first == null && finding.code().severity() == Severity.REFUSED) {
                first = finding.code();
            }
        }
        return first == FindingCode.NAME_IN_USE || first == FindingCode.NAME_BUSY;
    }
}
