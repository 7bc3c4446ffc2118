// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionMemory;
import java.util.Arrays;
import java.util.Optional;

/** Finds the section at an address. Per-CPU data is no place an address leads to. */
public final class AddressMap {
    private static final long SIGN = Long.MIN_VALUE;

    private final PlacedModule placed;
    /** Ascending, with the highest bit the other way round: so signed numbers have the order of unsigned ones. */
    private final long[] starts;
    /** Section indices, by place in {@code starts}; of several sections at one address the last one's. */
    private final int[] sections;

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
        int count = placed.sections().size();
        long[] found = new long[count];
        int addressed = 0;
        for (int section = 0; section < count; section++) {
            if (isAddressed(section)) {
                found[addressed++] = placed.address(section) ^ SIGN;
            }
        }
        this.starts = Arrays.copyOf(found, addressed);
        Arrays.sort(starts);
        this.sections = new int[addressed];
        for (int section = 0; section < count; section++) {
            if (isAddressed(section)) {
                sections[last(placed.address(section))] = section;
            }
        }
    }

    private boolean isAddressed(int section) {
        return placed.sections().get(section).size() != 0
                && placed.layout().placements().has(section)
                && !placed.layout().placements().isIn(section, RegionKind.PERCPU);
    }

    /**
     * The section at an address.
     *
     * @param address [kernel virtual address, unsigned], any value
     * @return empty if no section has a byte there
     */
    public Optional<Found> find(long address) {
        int place = last(address);
        if (place < 0) {
            return Optional.empty();
        }
        long offset = address - (starts[place] ^ SIGN);
        int section = sections[place];
        Optional<SectionMemory> memory = placed.memory(section);
        return memory.isPresent() && Long.compareUnsigned(offset, memory.get().length()) < 0
                ? Optional.of(new Found(section, offset, memory.get()))
                : Optional.empty();
    }

    /** The last section that does not begin behind an address; -1 if there is none. */
    private int last(long address) {
        int low = 0;
        int high = starts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] <= (address ^ SIGN)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /**
     * The place at an address, if a whole field lies there.
     *
     * @param address [kernel virtual address, unsigned], any value
     * @param width [bytes]
     * @return empty if no section holds all its bytes
     */
    public Optional<Found> find(long address, int width) {
        Optional<Found> found = find(address);
        return found.isPresent() && found.get().memory().holds(found.get().offset(), width) ? found : Optional.empty();
    }
}
