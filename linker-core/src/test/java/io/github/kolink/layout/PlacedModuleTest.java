// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.elf.ElfWriter;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.module.KernelModule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacedModuleTest {
    @Test
    void noSymbolValueIsWrittenBehindATableThatAHookHasCut() {
        ElfWriter elf = ElfWriter.of(SyntheticArchitecture.little64().machine())
                .absolute("a", 1)
                .absolute("b", 2);
        KernelModule module = KernelModule.of(elf.parse("probe.ko"));
        int table = module.symbols().section();
        var sections = new java.util.ArrayList<>(module.file().sections());
        sections.set(table, sections.get(table).asNoBits(2, 8, 48));
        ModuleLayout layout = new ModuleLayout(
                sections,
                List.of(new MemoryRegion(RegionKind.INIT, 72, 8)),
                Map.of(table, new SectionPlacement(RegionKind.INIT, 0)),
                LayoutPlan.NONE);
        PlacedModule placed = new PlacedModule(module, layout, new RegionAddresses(Map.of(), Map.of()));
        placed.storeSymbolValues(new long[] {0, 0x55, 0x66});
        assertEquals(0x55, placed.region(RegionKind.INIT)[32]);
        assertEquals(0, placed.region(RegionKind.INIT)[56]);
    }
}
