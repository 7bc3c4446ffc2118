// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.module.KernelModule;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkedImageTest {
    private static final int LONGEST = 150;

    /** Of regions of any size, in memory that is longer and not zero behind them. */
    @Test
    void theSumIsThatOfAllWholeWords() {
        for (var architecture : List.of(SyntheticArchitecture.little64(), SyntheticArchitecture.big32())) {
            byte[] data = new byte[LONGEST];
            new Random(1).nextBytes(data);
            KernelModule module = KernelModule.of(ElfWriter.of(architecture.machine())
                    .section(".data", ElfConstants.SHF_ALLOC, data)
                    .parse("probe.ko"));
            int section = module.file().section(".data").orElseThrow().index();
            for (int size = 0; size <= LONGEST; size++) {
                ModuleLayout layout = new ModuleLayout(
                        module.file().sections(),
                        List.of(new MemoryRegion(RegionKind.CORE, size, 8)),
                        Map.of(section, new SectionPlacement(RegionKind.CORE, 0)),
                        LayoutPlan.NONE);
                PlacedModule placed = new PlacedModule(
                        module,
                        layout,
                        new RegionAddresses(Map.of(), Map.of()),
                        (kind, length) -> new byte[2 * LONGEST]);
                LinkedImage image = new LinkedImage(placed, new long[0], List.of());
                ByteBuffer bytes = image.bytes(RegionKind.CORE);
                assertEquals(size, bytes.limit());
                long sum = 0;
                while (bytes.remaining() >= Long.BYTES) {
                    sum += bytes.getLong();
                }
                assertEquals(sum, image.sum(RegionKind.CORE), "of " + size + " bytes");
            }
        }
    }
}
