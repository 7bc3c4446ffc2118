// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static io.github.kolink.elf.ElfConstants.SHT_REL;
import static io.github.kolink.elf.ElfConstants.SHT_RELA;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.relocate.FieldRelocator;
import io.github.kolink.relocate.Outcomes;
import io.github.kolink.relocate.RelocationOutcome;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The relocations of one module that refer to open imports, with the fields they write. Collected while the module is linked
 * with stand-ins for these imports, applied when the imports are known and the module has left the memory. That comes to
 * the same only if no other relocation touches the fields: see {@link #close}. Not thread-safe.
 */
final class Fixups implements Outcomes {
    /** How many are collected: a module with more is not worth the memory. */
    private static final int MOST = 1 << 16;

    private final FieldRelocator relocator;
    private final ByteOrder order;
    private final List<SectionFixups> sections = new ArrayList<>();
    /** By section of that list: where it lies in a summed region [bytes]; -1 if it lies in none. */
    private long[] places = new long[0];

    private int count;
    private boolean isSound = true;

    /**
     * None yet.
     *
     * @param relocator for fields whose module is not in memory
     * @param order of the target's data
     */
    Fixups(FieldRelocator relocator, ByteOrder order) {
        this.relocator = relocator;
        this.order = order;
    }

    /** Takes an entry that is about to be applied with a stand-in. */
    void add(RelocationTable table, int entry, SectionMemory target) {
        if (sections.isEmpty() || !sections.get(sections.size() - 1).isOf(table)) {
            sections.add(new SectionFixups(table, target, relocator, order));
        }
        isSound =
                isSound && ++count <= MOST && sections.get(sections.size() - 1).add(entry);
    }

    int count() {
        return count;
    }

    /**
     * Lets go of the module.
     *
     * @param placed the module, linked with stand-ins
     * @param summed regions whose words are added up
     * @return false if the fields cannot be written later as if they had been in their turn
     */
    boolean close(PlacedModule placed, Set<RegionKind> summed) {
        int[] tables = tables(placed);
        // In memory, the symbols hold the stand-ins, too.
        int symbols = placed.module().symbols().section();
        isSound = isSound && tables[symbols] == 0 && !isSummed(placed.layout().placement(symbols), summed);
        places = new long[sections.size()];
        for (int i = 0; i < places.length && isSound; i++) {
            SectionFixups section = sections.get(i);
            Optional<SectionPlacement> place = placed.layout().placement(section.index());
            isSound = tables[section.index()] == 1 && section.areApart();
            places[i] = -1;
            if (isSummed(place, summed)) {
                places[i] = place.get().offset();
                int size = placed.size(place.get().region());
                isSound &= places[i] + section.end() <= size - size % Long.BYTES;
            }
            section.close();
        }
        return isSound;
    }

    private static boolean isSummed(Optional<SectionPlacement> place, Set<RegionKind> summed) {
        return place.isPresent() && summed.contains(place.get().region());
    }

    /** By section: how many tables apply to it. */
    private static int[] tables(PlacedModule placed) {
        int[] tables = new int[placed.sections().size()];
        for (int index = 0; index < tables.length; index++) {
            SectionHeader section = placed.sections().get(index);
            boolean isTable = section.type() == SHT_RELA || section.type() == SHT_REL;
            if (isTable && section.info() >= 0 && section.info() < tables.length) {
                tables[section.info()]++;
            }
        }
        return tables;
    }

    /**
     * Applies the relocations.
     *
     * @param symbols S by symbol index, of the open imports at least
     * @return by how much the sum changes, modulo 2^64; empty if an entry was not plainly applied
     */
    OptionalLong apply(long[] symbols) {
        long change = 0;
        for (int i = 0; i < places.length; i++) {
            long changed = sections.get(i).apply(symbols, this, Math.max(0, places[i]));
            change += places[i] < 0 ? 0 : changed;
        }
        return isSound ? OptionalLong.of(change) : OptionalLong.empty();
    }

    /** Told of an entry that was not plainly applied. */
    @Override
    public void report(int entry, RelocationOutcome outcome, long value) {
        isSound = false;
    }
}
