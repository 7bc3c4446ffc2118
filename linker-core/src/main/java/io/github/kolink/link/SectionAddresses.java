// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionPlacement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sections at the addresses a kernel reports ({@code /sys/module/NAME/sections}). The base of a region follows from the
 * first of its sections that is named; sections that are not named, such as empty ones, are placed by the layout rules. A
 * named section that contradicts its region's base is put at the given address all the same.
 *
 * @param named addresses by section name [kernel virtual address, unsigned]
 * @param others for regions of which no section is named
 */
public record SectionAddresses(Map<String, Long> named, AddressSpace others) implements AddressSpace {
    @Override
    public RegionAddresses reserve(ModuleLayout layout) {
        Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
        Map<Integer, Long> contradicting = new HashMap<>();
        Map<String, Long> open = new HashMap<>(named);
        for (SectionHeader section : layout.sections()) {
            Optional<SectionPlacement> place = layout.placement(section.index());
            // sysfs shows the first of several sections of one name.
            Long address = place.isPresent() ? open.remove(section.name()) : null;
            if (address != null && place.isPresent()) {
                long base = address - place.get().offset();
                Long known = bases.putIfAbsent(place.get().region(), base);
                if (known != null && known != base) {
                    contradicting.put(section.index(), address);
                }
            }
        }
        others.reserve(layout).bases().forEach(bases::putIfAbsent);
        return new RegionAddresses(bases, contradicting);
    }
}
