// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import com.google.common.graph.Graph;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.Graphs;
import com.google.common.graph.MutableGraph;
import com.google.common.graph.Traverser;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleImport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Modules that use each other's exports: who must be loaded before whom. Immutable.
 *
 * <p>Modules are told apart by their place in the list, not by name: a tree may hold two of one name.
 */
public final class ModuleSet {
    private final Graph<Integer> uses;
    private final List<String> names;

    private ModuleSet(Graph<Integer> uses, List<String> names) {
        this.uses = uses;
        this.names = names;
    }

    /**
     * Finds out who uses whose exports. Where two modules export one name, the first of the list provides it.
     *
     * @param modules the modules
     * @param isKernelExport which names the kernel exports itself
     * @return the set
     */
    public static ModuleSet of(List<KernelModule> modules, Predicate<String> isKernelExport) {
        Builder builder = new Builder();
        for (KernelModule module : modules) {
            builder.add(
                    module.name(),
                    module.exports().stream().map(ModuleExport::name).toList(),
                    module.imports().stream()
                            .map(ModuleImport::name)
                            .filter(isKernelExport.negate())
                            .toList());
        }
        return builder.build();
    }

    /** Collects modules one by one, keeping names only: for trees too large to be held in memory. */
    public static final class Builder {
        private final List<String> names = new ArrayList<>();
        private final List<List<String>> imports = new ArrayList<>();
        private final Map<String, Integer> providers = new HashMap<>();

        /** A set without modules yet. */
        public Builder() {}

        /**
         * Adds a module behind those added before.
         *
         * @param name the module's name
         * @param exports names it exports
         * @param imported names it imports, without those the kernel exports itself
         */
        public void add(String name, List<String> exports, List<String> imported) {
            exports.forEach(export -> providers.putIfAbsent(export, names.size()));
            names.add(name);
            imports.add(imported);
        }

        /**
         * Finds out who uses whose exports.
         *
         * @return the set of the modules added so far
         */
        public ModuleSet build() {
            MutableGraph<Integer> uses =
                    GraphBuilder.directed().allowsSelfLoops(false).build();
            for (int user = 0; user < names.size(); user++) {
                uses.addNode(user);
                for (String imported : imports.get(user)) {
                    Integer provider = providers.get(imported);
                    if (provider != null && provider != user) {
                        uses.putEdge(user, provider);
                    }
                }
            }
            return new ModuleSet(uses, List.copyOf(names));
        }
    }

    /**
     * An order in which each module comes behind those it uses; modules of a cycle come in some order.
     *
     * @return indices into the list the set was made of
     */
    public List<Integer> loadOrder() {
        List<Integer> order = new ArrayList<>();
        Traverser.forGraph(uses)
                .depthFirstPostOrder(uses.nodes().stream().sorted().toList())
                .forEach(order::add);
        return order;
    }

    /** The modules that must be loaded for some, these themselves included, in such an order; indices into the list. */
    List<Integer> loadOrder(List<Integer> wanted) {
        List<Integer> order = new ArrayList<>();
        Traverser.forGraph(uses).depthFirstPostOrder(wanted).forEach(order::add);
        return order;
    }

    /**
     * The modules that must be loaded before one module, in an order in which each comes behind those it uses.
     *
     * @param module index into the list
     * @return indices; the module itself comes last
     */
    public List<Integer> loadOrder(int module) {
        List<Integer> order = new ArrayList<>();
        Traverser.forGraph(uses).depthFirstPostOrder(module).forEach(order::add);
        return order;
    }

    /**
     * The modules a module uses directly.
     *
     * @param module index into the list
     * @return indices, ascending
     */
    public List<Integer> uses(int module) {
        return uses.successors(module).stream().sorted().toList();
    }

    /**
     * Modules none of which can be loaded first.
     *
     * @return each cycle once, as the names of its modules in the order of the list; usually empty
     */
    public List<List<String>> cycles() {
        return cycleMembers().stream()
                .map(cycle -> cycle.stream().map(names::get).toList())
                .toList();
    }

    /** The same as indices. */
    List<List<Integer>> cycleMembers() {
        if (!Graphs.hasCycle(uses)) {
            return List.of();
        }
        List<List<Integer>> cycles = new ArrayList<>();
        for (int node : uses.nodes().stream().sorted().toList()) {
            boolean known = cycles.stream().anyMatch(cycle -> cycle.contains(node));
            if (!known && uses.successors(node).stream().anyMatch(next -> reaches(next, node))) {
                Set<Integer> forward = Graphs.reachableNodes(uses, node);
                cycles.add(forward.stream()
                        .filter(other -> reaches(other, node))
                        .sorted()
                        .collect(Collectors.toList()));
            }
        }
        return cycles;
    }

    private boolean reaches(int from, int to) {
        return Graphs.reachableNodes(uses, from).contains(to);
    }
}
