// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelocationCountsTest {
    /** A table in which entry i refers to symbol i. */
    private static RelocationTable table(long... types) {
        List<Relocation> entries = IntStream.range(0, types.length)
                .mapToObj(i -> new Relocation(0, i, types[i], 0))
                .toList();
        ElfFile file = ElfWriter.of(SyntheticArchitecture.little64().machine())
                .section("text", 2, new byte[8])
                .relocations("text", true, entries)
                .parse("probe.ko");
        SectionHeader section = file.section(".relatext").orElseThrow();
        return file.relocations(section);
    }

    @Test
    void everyTypeIsCountedWhereverItComesFirst() {
        RelocationCounts counts = new RelocationCounts();
        RelocationTable table = table(3, 64, 3, 300, 64, 2047, 0, 2048, 0xffffffffL, 300);
        assertEquals(table.count(), counts.addTypes(table, 0, new boolean[0]));
        counts.addTypes(table(3), 0, new boolean[0]);
        counts.trim();
        assertEquals(Map.of(0, 1L, 3, 3L, 64, 2L, 300, 2L, 2047, 1L, -1, 2L), counts.byType());
        assertEquals(11, counts.total());
    }

    @Test
    void countingStopsBehindEachEntryWithASymbolThatIsLookedFor() {
        RelocationCounts counts = new RelocationCounts();
        RelocationTable table = table(1, 2, 3000, 1, 5, 1);
        boolean[] symbols = {false, true, true, false, false, true};
        assertEquals(1, counts.addTypes(table, 0, symbols));
        assertEquals(2, counts.addTypes(table, 2, symbols));
        assertEquals(5, counts.addTypes(table, 3, symbols));
        assertEquals(6, counts.addTypes(table, 6, symbols));
        assertEquals(Map.of(1, 3L, 2, 1L, 5, 1L, -1, 1L), counts.byType());
    }

    @Test
    void countsOfLinksAddUp() {
        RelocationCounts all = new RelocationCounts();
        for (long type : new long[] {7, 1000, 7, 4000}) {
            RelocationCounts one = new RelocationCounts();
            one.addTypes(table(type), 0, new boolean[0]);
            one.trim();
            all.addAll(one);
        }
        assertEquals(Map.of(7, 2L, 1000, 1L, -1, 1L), all.byType());
    }
}
