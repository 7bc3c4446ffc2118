// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleImport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Modules that use each other's exports: who must be loaded before whom. Immutable.
 *
 * <p>Modules are told apart by their place in the list, not by name: a tree may hold two of one name.
 */
public final class ModuleSet {
    /** By user: the modules it uses, ascending. */
    private final int[][] uses;

    private final List<String> names;

    private ModuleSet(int[][] uses, List<String> names) {
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
        /** By user: the modules it uses, as far as they were added before it. */
        private final List<int[]> uses = new ArrayList<>();
        /** By user: imports that nobody provided before it. */
        private final List<List<String>> open = new ArrayList<>();

        private final Map<String, Integer> providers = new HashMap<>();

        /** A set without modules yet. */
        public Builder() {}

        /**
         * Adds a module behind those added before.
         *
         * @param name the module's name
         * @param exports names it exports
         * @param imported names it imports, without those the kernel exports itself
         * @return by import, the place of the module that provides it; -1 if none does so far
         */
        public int[] add(String name, List<String> exports, List<String> imported) {
            Integer place = names.size();
            for (String export : exports) {
                providers.putIfAbsent(export, place);
            }
            names.add(name);
            int[] found = new int[imported.size()];
            List<String> unknown = new ArrayList<>();
            for (int i = 0; i < found.length; i++) {
                found[i] = provider(imported.get(i));
                if (found[i] < 0) {
                    unknown.add(imported.get(i));
                }
            }
            uses.add(found);
            open.add(unknown);
            return found.clone();
        }

        /** The first module that exports a name; -1 if none does so far. */
        private int provider(String name) {
            Integer provider = providers.get(name);
            return provider == null ? -1 : provider;
        }

        /**
         * Finds out who uses whose exports.
         *
         * @return the set of the modules added so far
         */
        public ModuleSet build() {
            int[][] all = new int[names.size()][];
            for (int user = 0; user < all.length; user++) {
                all[user] = usedBy(user);
            }
            return new ModuleSet(all, List.copyOf(names));
        }

        private int[] usedBy(int user) {
            int[] known = uses.get(user);
            int[] used = new int[known.length];
            int count = 0;
            for (int provider : known) {
                if (provider >= 0 && provider != user) {
                    used[count++] = provider;
                }
            }
            for (String name : open.get(user)) {
                int provider = provider(name);
                if (provider >= 0) {
                    used[count++] = provider;
                }
            }
            return ascending(used, count);
        }

        /** The numbers without repetitions. */
        private static int[] ascending(int[] numbers, int count) {
            Arrays.sort(numbers, 0, count);
            int distinct = 0;
            for (int i = 0; i < count; i++) {
                if (distinct == 0 || numbers[distinct - 1] != numbers[i]) {
                    numbers[distinct++] = numbers[i];
                }
            }
            return Arrays.copyOf(numbers, distinct);
        }
    }

    /**
     * An order in which each module comes behind those it uses; modules of a cycle come in some order.
     *
     * @return indices into the list the set was made of
     */
    public List<Integer> loadOrder() {
        return list(loadOrder(all()));
    }

    private int[] all() {
        int[] all = new int[uses.length];
        for (int module = 0; module < all.length; module++) {
            all[module] = module;
        }
        return all;
    }

    private static List<Integer> list(int[] modules) {
        return Arrays.stream(modules).boxed().toList();
    }

    /** The modules that must be loaded for some, these themselves included, in such an order; indices into the list. */
    int[] loadOrder(int... wanted) {
        int[] order = new int[uses.length];
        int placed = 0;
        int[] path = new int[uses.length];
        int[] nextUse = new int[uses.length];
        BitSet seen = new BitSet(uses.length);
        for (int start : wanted) {
            int depth = 0;
            if (!seen.get(start)) {
                seen.set(start);
                path[depth++] = start;
            }
            while (depth > 0) {
                int user = path[depth - 1];
                if (nextUse[user] == uses[user].length) {
                    order[placed++] = user;
                    depth--;
                } else {
                    int used = uses[user][nextUse[user]++];
                    if (!seen.get(used)) {
                        seen.set(used);
                        path[depth++] = used;
                    }
                }
            }
        }
        return Arrays.copyOf(order, placed);
    }

    /**
     * The modules that must be loaded before one module, in an order in which each comes behind those it uses.
     *
     * @param module index into the list
     * @return indices; the module itself comes last
     */
    public List<Integer> loadOrder(int module) {
        return list(loadOrder(new int[] {module}));
    }

    /**
     * The modules a module uses directly.
     *
     * @param module index into the list
     * @return indices, ascending
     */
    public List<Integer> uses(int module) {
        return list(uses[module]);
    }

    /** The same, not copied. */
    int[] usedBy(int module) {
        return uses[module];
    }

    /**
     * Modules none of which can be loaded first.
     *
     * @return each cycle once, as the names of its modules in the order of the list; usually empty
     */
    public List<List<String>> cycles() {
        List<List<String>> cycles = new ArrayList<>();
        for (List<Integer> cycle : cycleMembers()) {
            cycles.add(cycle.stream().map(names::get).toList());
        }
        return cycles;
    }

    /** The same as indices. */
    List<List<Integer>> cycleMembers() {
        if (!hasCycle()) {
            return List.of();
        }
        List<List<Integer>> cycles = new ArrayList<>();
        BitSet known = new BitSet();
        for (int module = 0; module < uses.length; module++) {
            BitSet needed = needed(module);
            if (needed.get(module) && !known.get(module)) {
                List<Integer> cycle = new ArrayList<>();
                for (int other = needed.nextSetBit(0); other >= 0; other = needed.nextSetBit(other + 1)) {
                    if (needed(other).get(module)) {
                        cycle.add(other);
                        known.set(other);
                    }
                }
                cycles.add(cycle);
            }
        }
        return cycles;
    }

    /** Without a cycle, a load order has each module behind all it uses. */
    private boolean hasCycle() {
        BitSet loaded = new BitSet(uses.length);
        for (int module : loadOrder(all())) {
            for (int used : uses[module]) {
                if (!loaded.get(used)) {
                    return true;
                }
            }
            loaded.set(module);
        }
        return false;
    }

    /** What a module uses, and what that uses, and so on; the module itself if it is in a cycle. */
    private BitSet needed(int module) {
        BitSet needed = new BitSet(uses.length);
        int[] open = new int[uses.length + 1];
        int count = 0;
        open[count++] = module;
        while (count > 0) {
            for (int used : uses[open[--count]]) {
                if (!needed.get(used)) {
                    needed.set(used);
                    open[count++] = used;
                }
            }
        }
        return needed;
    }
}
