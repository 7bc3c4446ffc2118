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
        counts.addTypes(table);
        counts.addTypes(table(3));
        counts.trim();
        assertEquals(Map.of(0, 1L, 3, 3L, 64, 2L, 300, 2L, 2047, 1L, -1, 2L), counts.byType());
        assertEquals(11, counts.total());
    }

    @Test
    void entriesWhoseTypesNobodyAsksAreInTheTotal() {
        RelocationCounts counts = new RelocationCounts();
        counts.addTypes(table(3, 3));
        counts.add(5);
        counts.trim();
        assertEquals(7, counts.total());
        assertEquals(Map.of(3, 2L, -1, 5L), counts.byType());
    }

    @Test
    void eachEntryWithASymbolThatIsLookedForIsFound() {
        RelocationTable table = table(1, 2, 3000, 1, 5, 1);
        boolean[] symbols = {false, true, true, false, false, true};
        assertEquals(1, table.next(0, symbols));
        assertEquals(1, table.next(1, symbols));
        assertEquals(2, table.next(2, symbols));
        assertEquals(5, table.next(3, symbols));
        assertEquals(6, table.next(6, symbols));
        assertEquals(6, table.next(3, new boolean[] {true, true}));
        assertEquals(6, table.next(0, new boolean[0]));
    }

    @Test
    void countsOfLinksAddUp() {
        RelocationCounts all = new RelocationCounts();
        for (long type : new long[] {7, 1000, 7, 4000}) {
            RelocationCounts one = new RelocationCounts();
            one.addTypes(table(type));
            one.trim();
            all.addAll(one);
        }
        assertEquals(Map.of(7, 2L, 1000, 1L, -1, 1L), all.byType());
    }
}
