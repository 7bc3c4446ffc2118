// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import io.github.kolink.load.ResidentModule;
import io.github.kolink.resolve.ModuleExports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that a loader remembers of a kernel: enough to link and to remove modules without asking the kernel for symbols.
 * Immutable.
 *
 * @param boot which boot of the kernel it is of, as {@code /proc/sys/kernel/random/boot_id} tells; empty if unknown
 * @param release as {@code uname -r} prints it; empty if unknown
 * @param modules in the order they were loaded
 */
public record LoaderState(String boot, String release, List<ModuleRecord> modules) {
    /**
     * A state.
     *
     * @param boot which boot
     * @param release which kernel
     * @param modules each name once
     */
    public LoaderState {
        modules = List.copyOf(modules);
    }

    /**
     * What is remembered of a module.
     *
     * @param name the module's
     * @return empty if it is not loaded
     */
    public Optional<ModuleRecord> find(String name) {
        return modules.stream().filter(module -> module.name().equals(name)).findFirst();
    }

    /**
     * The state with one module more, or another record of one.
     *
     * @param module loaded last, unless its name is known
     * @return a new state
     */
    public LoaderState with(ModuleRecord module) {
        List<ModuleRecord> all = new ArrayList<>(modules);
        int known = modules.stream().map(ModuleRecord::name).toList().indexOf(module.name());
        if (known < 0) {
            all.add(module);
        } else {
            all.set(known, module);
        }
        return new LoaderState(boot, release, all);
    }

    /**
     * The state without a module.
     *
     * @param name the module's
     * @return a new state
     */
    public LoaderState without(String name) {
        return keeping(module -> !module.name().equals(name));
    }

    private LoaderState keeping(Predicate<ModuleRecord> kept) {
        return new LoaderState(boot, release, modules.stream().filter(kept).toList());
    }

    /**
     * The part of the state that a kernel still agrees with.
     *
     * @param running what is loaded
     * @return those modules that are there, at the same address
     */
    public LoaderState confirmedBy(List<ResidentModule> running) {
        Map<String, Long> bases = new HashMap<>();
        running.forEach(module -> bases.put(module.name(), module.base()));
        return keeping(module -> bases.getOrDefault(module.name(), module.base() - 1) == module.base());
    }

    /**
     * The symbols that modules to come may use.
     *
     * @return the exports of all modules; the first that exports a name provides it
     */
    public ModuleExports exports() {
        ModuleExports exports = new ModuleExports();
        modules.forEach(module -> exports.add(module.name(), module.exports()));
        return exports;
    }

    /**
     * Where the modules lie.
     *
     * @return by name [kernel virtual address, unsigned]
     */
    public Map<String, Long> bases() {
        Map<String, Long> bases = new HashMap<>();
        modules.forEach(module -> bases.put(module.name(), module.base()));
        return bases;
    }

    /**
     * Who uses whom.
     *
     * @return the graph of all modules
     */
    public DependencyGraph graph() {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        modules.forEach(module -> uses.put(module.name(), module.uses()));
        return new DependencyGraph(uses);
    }
}
