// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import com.google.common.base.Suppliers;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.SourceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The names a kernel exports, for explaining why one is not among them. Read when first needed, once per kernel;
 * thread-safe.
 */
public final class ExportNames {
    private static final int MOST_SUGGESTIONS = 3;
    private static final int MOST_REMEMBERED = 10_000;
    private static final int SHORTEST = 4;
    private static final int LONGEST = 64;

    private final KernelSnapshot snapshot;
    private final Map<String, List<String>> suggestions = new ConcurrentHashMap<>();
    private final Supplier<Index> index;

    /** Names by length, and the modules that a Module.symvers lists as owners. */
    private record Index(Map<Integer, List<String>> names, Set<String> owners) {}

    /**
     * Names of a kernel.
     *
     * @param snapshot the kernel
     */
    public ExportNames(KernelSnapshot snapshot) {
        this.snapshot = snapshot;
        this.index = Suppliers.memoize(() -> read(snapshot));
    }

    private static Index read(KernelSnapshot snapshot) {
        Map<Integer, List<String>> names = new HashMap<>();
        Set<String> owners = new HashSet<>();
        for (int i = 0; i < snapshot.symbols().size(); i++) {
            KernelSymbol symbol = snapshot.symbols().symbol(i);
            if (symbol.export().isPresent()) {
                names.computeIfAbsent(symbol.name().length(), length -> new ArrayList<>())
                        .add(symbol.name());
                if (!symbol.owner().isEmpty()) {
                    owners.add(symbol.owner());
                }
            }
        }
        return new Index(names, owners);
    }

    /**
     * Whether the snapshot lists what modules export, as the Module.symvers of a kernel does.
     *
     * @return false for an image or a vmlinux.symvers
     */
    public boolean listsModules() {
        return snapshot.sources().stream().anyMatch(source -> source.kind() == SourceKind.MODULE_SYMVERS)
                && !index.get().owners().isEmpty();
    }

    /**
     * Whether the snapshot lists what a module exports.
     *
     * @param module its name, with underscores
     * @return true if at least one export is known
     */
    public boolean lists(String module) {
        return index.get().owners().contains(module);
    }

    /**
     * Exports that may have been meant.
     *
     * @param name of a symbol nobody exports
     * @return the nearest names, at most {@value #MOST_SUGGESTIONS}; a quarter of the letters may differ, at most three
     */
    public List<String> nearest(String name) {
        if (name.length() < SHORTEST || name.length() > LONGEST) {
            return List.of();
        }
        List<String> known = suggestions.get(name);
        if (known == null) {
            known = search(name);
            if (suggestions.size() < MOST_REMEMBERED) {
                suggestions.put(name, known);
            }
        }
        return known;
    }

    private List<String> search(String name) {
        int bound = Math.min(MOST_SUGGESTIONS, name.length() / 4);
        Map<String, Integer> found = new HashMap<>();
        for (int length = name.length() - bound; length <= name.length() + bound; length++) {
            for (String candidate : index.get().names().getOrDefault(length, List.of())) {
                int distance = distance(name, candidate, bound);
                if (distance <= bound && distance > 0) {
                    found.put(candidate, distance);
                }
            }
        }
        return found.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(MOST_SUGGESTIONS)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Letters to insert, delete or replace; more than {@code bound} stands for any larger number. */
    static int distance(String a, String b, int bound) {
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int from = Math.max(1, i - bound);
            int to = Math.min(b.length(), i + bound);
            Arrays.fill(row, bound + 1);
            row[0] = i;
            int least = row[0];
            for (int j = from; j <= to; j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
                least = Math.min(least, row[j]);
            }
            if (least > bound) {
                return bound + 1;
            }
            int[] swap = above;
            above = row;
            row = swap;
        }
        return Math.min(above[b.length()], bound + 1);
    }
}
