// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;
import java.util.ArrayList;
import java.util.List;

/** Collects the places that a pass's table names. What lies outside the module's sections is left out. */
public final class Places {
    private final AddressMap map;
    private final List<Place> places = new ArrayList<>();

    /**
     * No places yet.
     *
     * @param placed the module they are in
     */
    public Places(PlacedModule placed) {
        this.map = new AddressMap(placed);
    }

    /**
     * Adds bytes by their address.
     *
     * @param address of the first [kernel virtual address, unsigned], any value
     * @param length [bytes]; cut at the end of the section, nothing is added if it is not positive
     */
    public void add(long address, long length) {
        map.find(address).ifPresent(found -> {
            long end = Math.min(found.offset() + length, found.memory().length());
            if (end > found.offset()) {
                places.add(new Place(found.section(), (int) found.offset(), (int) (end - found.offset())));
            }
        });
    }

    /**
     * Where addresses lie.
     *
     * @return the module's sections
     */
    public AddressMap map() {
        return map;
    }

    /**
     * All places.
     *
     * @return in the order they were added; they may overlap
     */
    public List<Place> list() {
        return List.copyOf(places);
    }
}
