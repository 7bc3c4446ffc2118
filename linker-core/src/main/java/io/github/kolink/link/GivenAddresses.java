// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * Regions at given bases; those not given go where another address space puts them.
 *
 * @param bases base of each given region [kernel virtual address, unsigned]
 * @param others for the rest
 */
public record GivenAddresses(Map<RegionKind, Long> bases, AddressSpace others) implements AddressSpace {
    @Override
    public RegionAddresses reserve(ModuleLayout layout) {
        Map<RegionKind, Long> all = new EnumMap<>(RegionKind.class);
        all.putAll(others.reserve(layout).bases());
        all.putAll(bases);
        return new RegionAddresses(all, Map.of());
    }
}
