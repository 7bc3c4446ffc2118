// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who uses whom among loaded modules, and the reference counts that follow: what {@code source_list} and {@code
 * target_list} of {@code struct module} hold (kernel/module/main.c, {@code ref_module}, 6.1), without the kernel. Immutable.
 */
public final class DependencyGraph {
    private final Map<String, Set<String>> uses = new LinkedHashMap<>();
    private final Map<String, Set<String>> users = new LinkedHashMap<>();

    /**
     * A graph.
     *
     * @param uses by module, in the order of loading, the modules it uses; a name that is no module of the map is kept as
     *     used and shows in {@link #missing}
     */
    public DependencyGraph(Map<String, List<String>> uses) {
        uses.forEach((module, used) -> {
            this.uses.put(module, new LinkedHashSet<>(used));
            used.forEach(name ->
                    users.computeIfAbsent(name, unused -> new LinkedHashSet<>()).add(module));
        });
    }

    /**
     * The modules.
     *
     * @return in the order of loading
     */
    public List<String> modules() {
        return List.copyOf(uses.keySet());
    }

    /**
     * The modules that one uses directly.
     *
     * @param module a name
     * @return empty if there are none, or no such module
     */
    public List<String> uses(String module) {
        return List.copyOf(uses.getOrDefault(module, Set.of()));
    }

    /**
     * The modules that use one directly: its holders, because of which it cannot be removed.
     *
     * @param module a name
     * @return in the order of loading; empty if it may be removed as far as modules are concerned
     */
    public List<String> users(String module) {
        return List.copyOf(users.getOrDefault(module, Set.of()));
    }

    /**
     * The reference count that modules make: one for each user. The kernel's is larger by what else holds the module, such
     * as a mounted file system or an open socket.
     *
     * @param module a name
     * @return 0 or more
     */
    public int references(String module) {
        return users(module).size();
    }

    /**
     * Modules that are used and not there.
     *
     * @return names, sorted
     */
    public Set<String> missing() {
        Set<String> missing = new TreeSet<>(users.keySet());
        missing.removeAll(uses.keySet());
        return missing;
    }

    /**
     * All that must go for one module to go, in an order that the kernel takes: each before what it uses.
     *
     * @param module a name
     * @return the module itself comes last
     */
    public List<String> removalOrder(String module) {
        List<String> order = new ArrayList<>();
        visit(module, new HashSet<>(), order);
        return order;
    }

    private void visit(String module, Set<String> seen, List<String> order) {
        if (seen.add(module)) {
            users(module).forEach(user -> visit(user, seen, order));
            order.add(module);
        }
    }

    /**
     * Compares with the kernel's own tracking.
     *
     * @param kernel what it lists
     * @return where the two disagree, in the kernel's order, then what only we have; empty if they agree
     */
    public List<Disagreement> compare(List<ResidentModule> kernel) {
        List<Disagreement> found = new ArrayList<>();
        Set<String> there = new HashSet<>();
        for (ResidentModule module : kernel) {
            if (module.state() != ModuleState.RESERVED) {
                there.add(module.name());
                compare(module, found);
            }
        }
        for (String module : uses.keySet()) {
            if (!there.contains(module)) {
                found.add(new Disagreement(module, "the kernel does not have it"));
            }
        }
        return found;
    }

    private void compare(ResidentModule module, List<Disagreement> found) {
        if (!uses.containsKey(module.name())) {
            found.add(new Disagreement(module.name(), "only the kernel has it"));
            return;
        }
        Set<String> ours = new TreeSet<>(users(module.name()));
        Set<String> theirs = new TreeSet<>(module.users());
        if (!ours.equals(theirs)) {
            found.add(new Disagreement(
                    module.name(),
                    "used by " + words(ours) + " as computed here, by " + words(theirs) + " as the kernel tells"));
        } else if (module.references() >= 0 && module.references() < ours.size()) {
            found.add(new Disagreement(
                    module.name(),
                    "the kernel counts " + module.references() + " references, its users are " + ours.size()));
        }
    }

    private static String words(Set<String> names) {
        return names.isEmpty() ? "nobody" : String.join(", ", names);
    }

    /**
     * A module of which two accounts differ.
     *
     * @param module its name
     * @param difference one sentence without its end
     */
    public record Disagreement(String module, String difference) {
        @Override
        public String toString() {
            return module + ": " + difference;
        }
    }
}
