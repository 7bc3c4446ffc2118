// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who needs whom, and all that a module needs in the order of {@code modules.dep}: users before what they use, as the
 * topological sort of depmod gives it, so that loading goes from the end ({@code depmod_calculate_dependencies},
 * tools/depmod.c, kmod 30).
 */
final class DependencyOrder {
    private final List<List<Integer>> direct = new ArrayList<>();
    private final int[] rank;
    private final List<Integer> unsorted = new ArrayList<>();

    DependencyOrder(List<IndexedModule> modules) {
        Map<String, Integer> owners = new HashMap<>();
        for (int i = 0; i < modules.size(); i++) {
            for (String symbol : modules.get(i).exports()) {
                owners.put(symbol, i);
            }
        }
        for (int i = 0; i < modules.size(); i++) {
            Set<Integer> needed = new LinkedHashSet<>();
            for (String symbol : modules.get(i).imports()) {
                Integer owner = owners.get(symbol.startsWith(".") ? symbol.substring(1) : symbol);
                if (owner != null) {
                    needed.add(owner);
                }
            }
            direct.add(List.copyOf(needed));
        }
        rank = new int[modules.size()];
        sort();
    }

    private void sort() {
        int[] users = new int[rank.length];
        direct.forEach(needed -> needed.forEach(one -> users[one]++));
        Deque<Integer> roots = new ArrayDeque<>();
        for (int i = 0; i < users.length; i++) {
            rank[i] = Integer.MAX_VALUE;
            if (users[i] == 0) {
                roots.push(i);
            }
        }
        int sorted = 0;
        while (!roots.isEmpty()) {
            int module = roots.pop();
            rank[module] = sorted++;
            for (int needed : direct.get(module)) {
                if (--users[needed] == 0) {
                    roots.push(needed);
                }
            }
        }
        for (int i = 0; i < rank.length; i++) {
            if (rank[i] == Integer.MAX_VALUE) {
                unsorted.add(i);
            }
        }
    }

    /** Modules that are in a cycle, or needed by one only; empty if all is well. */
    List<Integer> cyclic() {
        return unsorted.stream().filter(this::reachesItself).toList();
    }

    private boolean reachesItself(int module) {
        return reachable(module).get(module);
    }

    private BitSet reachable(int module) {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(direct.get(module));
        while (!open.isEmpty()) {
            int one = open.pop();
            if (!seen.get(one)) {
                seen.set(one);
                open.addAll(direct.get(one));
            }
        }
        return seen;
    }

    /** All that a module needs, by number, what is used last. */
    List<Integer> all(int module) {
        return reachable(module).stream()
                .boxed()
                .sorted(Comparator.comparingInt(one -> rank[one]))
                .toList();
    }
}
