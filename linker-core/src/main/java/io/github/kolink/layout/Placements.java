// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the sections of a module go, by section index; those that are not loaded are missing. */
public final class Placements {
    private final @Nullable SectionPlacement[] places;

    /**
     * Nothing placed yet.
     *
     * @param sections how many sections the module has
     */
    public Placements(int sections) {
        places = new SectionPlacement[sections];
    }

    /** What a map says; an index that names no section is left out. */
    static Placements of(int sections, Map<Integer, SectionPlacement> map) {
        Placements placements = new Placements(sections);
        map.forEach((section, place) -> {
            if (section >= 0 && section < sections) {
                placements.put(section, place);
            }
        });
        return placements;
    }

    /**
     * Places a section.
     *
     * @param section section index
     * @param place where it goes
     */
    public void put(int section, SectionPlacement place) {
        places[section] = place;
    }

    /**
     * Says that a section is not loaded.
     *
     * @param section section index
     */
    public void remove(int section) {
        places[section] = null;
    }

    /** Where a section goes; null if it is not loaded, or there is no such section. */
    @Nullable
    SectionPlacement get(int section) {
        return section < 0 || section >= places.length ? null : places[section];
    }

    /**
     * Whether a section is loaded.
     *
     * @param section section index, any value
     * @return true if it has a place
     */
    public boolean has(int section) {
        return get(section) != null;
    }

    /**
     * Whether a section is loaded into a region.
     *
     * @param section section index, any value
     * @param region the region
     * @return false also if it is not loaded
     */
    public boolean isIn(int section, RegionKind region) {
        SectionPlacement place = get(section);
        return place != null && place.region() == region;
    }
}
