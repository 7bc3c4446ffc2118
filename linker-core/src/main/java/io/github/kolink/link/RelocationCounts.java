// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.RelocationTable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** How many relocations of each type were met. Not thread-safe. */
public final class RelocationCounts {
    private static final int DIRECT = 2048;
    /** Types that most architectures define. */
    private static final int USUAL = 64;

    /** By type; longer than the types met so far need while counting goes on. */
    private long[] direct = new long[0];

    private long others;

    /** Nothing counted yet. */
    public RelocationCounts() {}

    /** Counts the entries of a table by type. */
    void addTypes(RelocationTable table) {
        if (direct.length == 0) {
            direct = new long[USUAL];
        }
        int entry = table.countTypes(0, direct);
        while (entry < table.count()) {
            addType(table.type(entry));
            entry = table.countTypes(entry + 1, direct);
        }
    }

    /** Counts entries of which nobody asks the type. */
    void add(int entries) {
        others += entries;
    }

    private void addType(int type) {
        if (type < 0 || type >= DIRECT) {
            others++;
            return;
        }
        if (type >= direct.length) {
            direct = Arrays.copyOf(direct, 2 * Integer.highestOneBit(type));
        }
        direct[type]++;
    }

    /** Forgets the room for types that were not met. */
    void trim() {
        int types = direct.length;
        while (types > 0 && direct[types - 1] == 0) {
            types--;
        }
        direct = Arrays.copyOf(direct, types);
    }

    /**
     * Adds the counts of another link.
     *
     * @param more what to add
     */
    public void addAll(RelocationCounts more) {
        if (more.direct.length > direct.length) {
            direct = Arrays.copyOf(direct, more.direct.length);
        }
        for (int type = 0; type < more.direct.length; type++) {
            direct[type] += more.direct[type];
        }
        others += more.others;
    }

    /**
     * All relocations.
     *
     * @return their number
     */
    public long total() {
        long total = others;
        for (long count : direct) {
            total += count;
        }
        return total;
    }

    /**
     * Counts by type.
     *
     * @return by ascending number, types that were not met left out; -1 stands for all types of 2,048 and more, which no
     *     architecture defines, and for all there are behind {@link ModuleTree#withoutTypes}
     */
    public Map<Integer, Long> byType() {
        Map<Integer, Long> counts = new TreeMap<>();
        for (int type = 0; type < direct.length; type++) {
            if (direct[type] != 0) {
                counts.put(type, direct[type]);
            }
        }
        if (others != 0) {
            counts.put(-1, others);
        }
        return counts;
    }
}
