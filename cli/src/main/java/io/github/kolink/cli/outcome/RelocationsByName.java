// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import io.github.kolink.link.RelocationCounts;
import io.github.kolink.relocate.RelocationCatalogue;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Relocations by name of the type. The names are looked up when they are asked for: the report of a single module does without
 * them, and reading the architecture's table would be a part of its time that can be seen. Not thread-safe.
 */
final class RelocationsByName extends AbstractMap<String, Long> {
    private final RelocationCounts counts;
    private final RelocationCatalogue types;
    private @Nullable Map<String, Long> named;

    RelocationsByName(RelocationCounts counts, RelocationCatalogue types) {
        this.counts = counts;
        this.types = types;
    }

    @Override
    public Set<Entry<String, Long>> entrySet() {
        Map<String, Long> all = named;
        if (all == null) {
            all = new TreeMap<>();
            for (Entry<Integer, Long> each : counts.byType().entrySet()) {
                String type = each.getKey() < 0 ? "other" : types.name(each.getKey());
                all.put(type, all.getOrDefault(type, 0L) + each.getValue());
            }
            named = Collections.unmodifiableMap(all);
        }
        return all.entrySet();
    }
}
