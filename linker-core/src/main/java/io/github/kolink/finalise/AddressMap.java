// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionMemory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the section at an address. Per-CPU data is no place an address leads to. */
public final class AddressMap {
    private final PlacedModule placed;
    private final TreeMap<Long, Integer> sections = new TreeMap<>(Long::compareUnsigned);

    /**
     * A place in a section.
     *
     * @param section section index
     * @param offset [bytes into the section]
     * @param memory of the section
     */
    public record Found(int section, long offset, SectionMemory memory) {}

    /**
     * The sections of a module that have bytes.
     *
     * @param placed the module
     */
    public AddressMap(PlacedModule placed) {
        this.placed = placed;
        for (SectionHeader section : placed.sections()) {
            boolean addressed = placed.layout()
                    .placement(section.index())
                    .filter(place -> place.region() != RegionKind.PERCPU)
                    .isPresent();
            if (addressed && section.size() != 0) {
                sections.put(placed.address(section.index()), section.index());
            }
        }
    }

    /**
     * The section at an address.
     *
     * @param address [kernel virtual address, unsigned], any value
     * @return empty if no section has a byte there
     */
    public Optional<Found> find(long address) {
        Map.Entry<Long, Integer> section = sections.floorEntry(address);
        if (section == null) {
            return Optional.empty();
        }
        long offset = address - section.getKey();
        return placed.memory(section.getValue())
                .filter(memory -> Long.compareUnsigned(offset, memory.length()) < 0)
                .map(memory -> new Found(section.getValue(), offset, memory));
    }

    /**
     * The place at an address, if a whole field lies there.
     *
     * @param address [kernel virtual address, unsigned], any value
     * @param width [bytes]
     * @return empty if no section holds all its bytes
     */
    public Optional<Found> find(long address, int width) {
        return find(address).filter(found -> found.memory().holds(found.offset(), width));
    }
}
