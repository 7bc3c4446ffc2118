// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What differs between two kernels, as modules see it: symbols by name and owner, not by address. All lists are sorted
 * by name, then owner, so equal inputs give equal output.
 *
 * @param symbolsAdded symbols of the second snapshot that the first has not, or has fewer times
 * @param symbolsRemoved symbols of the first snapshot that the second has not, or has fewer times
 * @param exportsAdded exports of the second only
 * @param exportsRemoved exports of the first only
 * @param exportsChanged exports of both whose class, CRC or namespace differs where both snapshots know it
 * @since 0.1
 */
public record SnapshotDiff(
        List<Entry> symbolsAdded,
        List<Entry> symbolsRemoved,
        List<Entry> exportsAdded,
        List<Entry> exportsRemoved,
        List<Change> exportsChanged) {

    /**
     * A symbol without its address.
     *
     * @param name the name
     * @param owner {@code ""} for the kernel image, else the module
     */
    public record Entry(String name, String owner) implements Comparable<Entry> {
        private static final Comparator<Entry> ORDER =
                Comparator.comparing(Entry::name).thenComparing(Entry::owner);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * An export that changed.
     *
     * @param symbol which
     * @param before as the first snapshot has it
     * @param after as the second snapshot has it
     */
    public record Change(Entry symbol, Export before, Export after) {
        /**
         * Tells whether the CRC differs, so that modules built for one kernel are refused by the other.
         *
         * @return false if either CRC is unknown
         */
        public boolean crcChanged() {
            return before.crc().isPresent()
                    && after.crc().isPresent()
                    && before.crc().getAsInt() != after.crc().getAsInt();
        }

        /**
         * Tells whether the export became GPL-only or ceased to be.
         *
         * @return false if either class is unknown
         */
        public boolean classChanged() {
            return before.exportClass() != after.exportClass()
                    && before.exportClass() != ExportClass.UNKNOWN
                    && after.exportClass() != ExportClass.UNKNOWN;
        }

        /**
         * Tells whether the namespaces differ.
         *
         * @return true if they are not equal; ask {@link KernelSnapshot#knowsNamespaces()} of both before believing it
         */
        public boolean namespaceChanged() {
            return !before.namespace().equals(after.namespace());
        }
    }

    /**
     * Compares two snapshots.
     *
     * @param first the old one
     * @param second the new one
     * @return the differences
     */
    public static SnapshotDiff between(KernelSnapshot first, KernelSnapshot second) {
        Map<Entry, Integer> balance = new TreeMap<>();
        Map<Entry, Export> before = exports(first, balance, -1);
        Map<Entry, Export> after = exports(second, balance, 1);
        List<Entry> added = new ArrayList<>();
        List<Entry> removed = new ArrayList<>();
        balance.forEach((entry, count) -> {
            if (count != 0) {
                (count > 0 ? added : removed).add(entry);
            }
        });
        boolean namespaces = first.knowsNamespaces() && second.knowsNamespaces();
        List<Change> changed = new ArrayList<>();
        before.forEach((entry, export) -> {
            Export other = after.get(entry);
            if (other != null) {
                Change change = new Change(entry, export, other);
                if (change.crcChanged() || change.classChanged() || (namespaces && change.namespaceChanged())) {
                    changed.add(change);
                }
            }
        });
        return new SnapshotDiff(
                List.copyOf(added),
                List.copyOf(removed),
                missing(after, before),
                missing(before, after),
                List.copyOf(changed));
    }

    private static Map<Entry, Export> exports(KernelSnapshot snapshot, Map<Entry, Integer> balance, int step) {
        Map<Entry, Export> exports = new TreeMap<>();
        KernelSymbolTable symbols = snapshot.symbols();
        for (int i = 0; i < symbols.size(); i++) {
            KernelSymbol symbol = symbols.symbol(i);
            Entry entry = new Entry(symbol.name(), symbol.owner());
            balance.merge(entry, step, Integer::sum);
            Optional<Export> export = symbol.export();
            export.ifPresent(value -> exports.put(entry, value));
        }
        return exports;
    }

    private static List<Entry> missing(Map<Entry, Export> from, Map<Entry, Export> in) {
        return from.keySet().stream().filter(entry -> !in.containsKey(entry)).toList();
    }

    /**
     * Tells whether nothing differs.
     *
     * @return true if all lists are empty
     */
    public boolean isEmpty() {
        return symbolsAdded.isEmpty()
                && symbolsRemoved.isEmpty()
                && exportsAdded.isEmpty()
                && exportsRemoved.isEmpty()
                && exportsChanged.isEmpty();
    }
}
