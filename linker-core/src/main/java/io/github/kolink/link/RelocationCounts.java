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

    /** By type; as long as the types met so far need it. */
    private long[] direct = new long[0];

    private long others;

    /** Nothing counted yet. */
    public RelocationCounts() {}

    /** Counts all entries of a table. */
    void addTypes(RelocationTable table) {
        long[] seen = new long[Math.max(USUAL, direct.length)];
        long missed = table.countTypes(seen);
        if (missed != 0 && seen.length < DIRECT) {
            seen = new long[DIRECT];
            missed = table.countTypes(seen);
        }
        add(seen, missed);
    }

    private void add(long[] counts, long more) {
        int types = counts.length;
        while (types > direct.length && counts[types - 1] == 0) {
            types--;
        }
        if (types > direct.length) {
            direct = Arrays.copyOf(direct, types);
        }
        for (int type = 0; type < types; type++) {
            direct[type] += counts[type];
        }
        others += more;
    }

    /**
     * Adds the counts of another link.
     *
     * @param more what to add
     */
    public void addAll(RelocationCounts more) {
        add(more.direct, more.others);
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
     *     architecture defines
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
