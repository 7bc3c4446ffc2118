// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the places that a pass's table names. What lies outside the module's sections is left out. */
public final class Places {
    private final AddressMap map;
    private final List<Place> places = new ArrayList<>();
    private int outside;

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
        add(address, length, PlaceContents.ANY);
    }

    /**
     * Adds bytes of a known form.
     *
     * @param address of the first [kernel virtual address, unsigned], any value
     * @param length [bytes]; cut at the end of the section, where any contents will do then; nothing is added if it is not
     *     positive
     * @param contents what may stand there
     */
    public void add(long address, long length, PlaceContents contents) {
        Optional<AddressMap.Found> place = map.find(address);
        outside += place.isEmpty() ? 1 : 0;
        place.ifPresent(found -> {
            long end = Math.min(found.offset() + length, found.memory().length());
            if (end > found.offset()) {
                int rest = (int) (end - found.offset());
                places.add(new Place(
                        found.section(), (int) found.offset(), rest, rest == length ? contents : PlaceContents.ANY));
            }
        });
    }

    /**
     * How many of the addresses lie in no section of the module.
     *
     * @return the number
     */
    public int outside() {
        return outside;
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
