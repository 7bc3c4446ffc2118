// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.layout.AddressSpace;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.link.SequentialAddresses;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.MemoryModel;
import io.github.kolink.resolve.ModuleExports;
import java.nio.file.Path;
import java.util.List;

/** Tells whether one kernel would load modules. Immutable and thread-safe. */
public final class LoadCheck {
    private final ModuleLinker linker;
    private final int threads;

    private final LoadConditions conditions;

    private final boolean complete;

    private LoadCheck(ModuleLinker linker, LoadConditions conditions, int threads, boolean complete) {
        this.linker = linker;
        this.conditions = conditions;
        this.threads = threads;
        this.complete = complete;
    }

    /**
     * A check for a kernel.
     *
     * @param linker links for it
     * @param conditions what else decides; what is not given is taken from the kernel's snapshot, if it has it
     * @return the check
     */
    public static LoadCheck of(ModuleLinker linker, LoadConditions conditions) {
        LoadConditions known = conditions.or(linker.target().snapshot().system());
        return new LoadCheck(linker.asking(new KernelRules(linker.target(), known)), known, 1, false);
    }

    /**
     * The same check for modules that are all there are: what neither the kernel nor one of them exports, nobody does.
     *
     * @return a new check; of one module alone it says the same as this
     */
    public LoadCheck ofAll() {
        return new LoadCheck(linker, conditions, threads, true);
    }

    /**
     * The same check, asking of several modules at a time; the results and their order do not depend on how many.
     *
     * @param count of threads, at least 1
     * @return a new check
     */
    public LoadCheck on(int count) {
        return new LoadCheck(linker, conditions, count, complete);
    }

    /**
     * The linker that asks what the kernel asks.
     *
     * @return for whoever links to load
     */
    public ModuleLinker linker() {
        return linker;
    }

    /**
     * Checks one module that needs no other.
     *
     * @param file the module
     * @return verdict, errno, the kernel's words, findings
     */
    public LinkResult check(ModuleFile file) {
        MemoryModel model = linker.memoryModel();
        AddressSpace area = new SequentialAddresses(model.moduleArea(), model.pageSize(), model.percpuBase());
        return linker.link(file, area, new ModuleExports());
    }

    /**
     * Checks modules that may use each other's exports.
     *
     * @param files modules, in the order in which they are reported
     * @param others modules whose exports they may use too, and which are not reported
     * @param listener told of each, but shown no image
     */
    public void check(List<Path> files, List<Path> others, ModuleTree.Listener listener) {
        check(files, others, 0, files.size(), listener);
    }

    /**
     * Checks some of the modules that may use each other's exports.
     *
     * @param files modules, in the order in which they are reported
     * @param others modules whose exports they may use too, and which are not reported
     * @param from number of the first one that is checked
     * @param to one more than the number of the last one that is checked
     * @param listener told of each that is checked, but shown no image
     */
    public void check(List<Path> files, List<Path> others, int from, int to, ModuleTree.Listener listener) {
        ModuleTree tree =
                new ModuleTree(linker, files).beside(others).on(threads).withoutImages();
        (complete ? tree.complete() : tree).link(from, to, listener);
    }

    /**
     * What no check of this kernel can know before the load, and what is taken for granted because an input is missing.
     *
     * @return words for a report, always in the same order
     */
    public List<String> notChecked() {
        return new OpenQuestions(linker.target().facts(), conditions).list();
    }
}
