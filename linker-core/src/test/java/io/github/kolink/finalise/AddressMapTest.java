// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfWriter;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.module.KernelModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressMapTest {
    private static final int SIZE = 16;

    /** Sections of 16 bytes at these addresses, numbered from 1; the last is per-CPU data. */
    private static AddressMap map(long... addresses) {
        ElfWriter elf = ElfWriter.of(SyntheticArchitecture.little64().machine());
        Map<Integer, SectionPlacement> places = new HashMap<>();
        Map<Integer, Long> given = new HashMap<>();
        for (int i = 0; i < addresses.length; i++) {
            elf.section("s" + i, 2, new byte[SIZE]);
            int index = elf.sectionIndex("s" + i);
            RegionKind region = i == addresses.length - 1 ? RegionKind.PERCPU : RegionKind.CORE;
            places.put(index, new SectionPlacement(region, (long) i * SIZE));
            given.put(index, addresses[i]);
        }
        KernelModule module = KernelModule.of(elf.parse("probe.ko"));
        ModuleLayout layout = new ModuleLayout(
                module.file().sections(),
                List.of(new MemoryRegion(RegionKind.CORE, 256, 1), new MemoryRegion(RegionKind.PERCPU, 256, 1)),
                places,
                LayoutPlan.NONE);
        return new AddressMap(new PlacedModule(module, layout, new RegionAddresses(Map.of(), given)));
    }

    private static String at(AddressMap map, long address) {
        return map.find(address)
                .map(found -> found.section() + "+" + found.offset())
                .orElse("none");
    }

    @Test
    void addressesAreUnsignedAndSectionsInAnyOrder() {
        AddressMap map = map(0xffffffffc0000000L, 0x7ffffffffffffff8L, 0x1000, 0x8000000000001000L, 0x2000);
        assertEquals("1+0", at(map, 0xffffffffc0000000L));
        assertEquals("1+15", at(map, 0xffffffffc000000fL));
        assertEquals("none", at(map, 0xffffffffc0000010L));
        assertEquals("none", at(map, 0xffffffffbfffffffL));
        assertEquals("2+1", at(map, 0x7ffffffffffffff9L));
        assertEquals("2+12", at(map, 0x8000000000000004L));
        assertEquals("3+2", at(map, 0x1002));
        assertEquals("4+3", at(map, 0x8000000000001003L));
        assertEquals("none", at(map, 0));
        assertEquals("none", at(map, -1));
    }

    @Test
    void perCpuDataIsNoPlaceAnAddressLeadsTo() {
        assertEquals("none", at(map(0x1000, 0x2000), 0x2000));
    }

    @Test
    void ofSectionsAtOneAddressTheLastCounts() {
        assertEquals("2+4", at(map(0x1000, 0x1000, 0x3000), 0x1004));
    }

    @Test
    void aFieldMustLieInOneSection() {
        AddressMap map = map(0x1000, 0x1010, 0x3000);
        assertTrue(map.find(0x100c, 4).isPresent());
        assertTrue(map.find(0x100d, 4).isEmpty());
    }
}
