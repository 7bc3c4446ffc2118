// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.layout.PlacedModule;
import java.util.HashMap;
import java.util.Map;

/** The branches of a module that other passes than {@code apply_alternatives} rewrite, also within replacements. */
final class PatchedSites {
    private static final int SITE = 4;

    private PatchedSites() {}

    /** Length [bytes] by address. */
    static Map<Long, Integer> of(PlacedModule placed, AddressMap map) {
        Map<Long, Integer> sites = new HashMap<>();
        add(placed, map, ".retpoline_sites", SITE, sites);
        add(placed, map, ".return_sites", SITE, sites);
        add(placed, map, ".static_call_sites", 2 * SITE, sites);
        TableSection.of(placed, ".smp_locks", SITE).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                sites.put(table.target32(entry, 0), 1);
            }
        });
        return sites;
    }

    private static void add(
            PlacedModule placed, AddressMap map, String section, int entrySize, Map<Long, Integer> sites) {
        TableSection.of(placed, section, entrySize).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                long site = table.target32(entry, 0);
                map.find(site).ifPresent(found -> sites.put(site, Branch.near(found)));
            }
        });
    }
}
