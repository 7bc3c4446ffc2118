// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * Regions one behind the other from one base, each at the next page, as the kernel's allocator gives them: it does not
 * look at alignments larger than a page. Per-CPU data lies apart.
 *
 * @param base [kernel virtual address, unsigned]
 * @param pageSize [bytes], a power of two
 * @param percpuBase address of per-CPU data [kernel virtual address or per-CPU offset, unsigned]
 */
public record SequentialAddresses(long base, int pageSize, long percpuBase) implements AddressSpace {
    @Override
    public RegionAddresses reserve(ModuleLayout layout) {
        Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
        long next = base;
        for (MemoryRegion region : layout.regions()) {
            if (region.kind() == RegionKind.PERCPU) {
                bases.put(region.kind(), percpuBase);
            } else {
                next = (next + pageSize - 1) & -(long) pageSize;
                bases.put(region.kind(), next);
                next += region.size();
            }
        }
        return new RegionAddresses(bases, Map.of());
    }
}
