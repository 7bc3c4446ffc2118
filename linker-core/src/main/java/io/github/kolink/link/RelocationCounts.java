// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** How many relocations of each type were met. Not thread-safe. */
public final class RelocationCounts {
    private static final int DIRECT = 2048;

    /** By type; as long as the types met so far need it. */
    private long[] direct = new long[0];

    private long others;

    /** Nothing counted yet. */
    public RelocationCounts() {}

    void add(int type) {
        if (type >= 0 && type < direct.length) {
            direct[type]++;
        } else if (type >= 0 && type < DIRECT) {
            grow(type + 1);
            direct[type]++;
        } else {
            others++;
        }
    }

    private void grow(int types) {
        direct = Arrays.copyOf(direct, Math.max(types, 64));
    }

    /**
     * Adds the counts of another link.
     *
     * @param more what to add
     */
    public void addAll(RelocationCounts more) {
        if (more.direct.length > direct.length) {
            grow(more.direct.length);
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
