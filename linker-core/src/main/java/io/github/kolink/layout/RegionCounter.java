// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import io.github.kolink.elf.SectionHeader;

/**
 * The running size of one region. Sizes of hostile files may be absurd: a sum that leaves the range of a signed long
 * stays at its maximum, which no memory has.
 */
final class RegionCounter {
    private final RegionKind kind;
    private long size;
    private long alignment = 1;

    RegionCounter(RegionKind kind) {
        this.kind = kind;
    }

    /** Places a section at the next offset its alignment allows ({@code module_get_offset}). */
    void place(SectionHeader section, Placements placements) {
        long align = section.alignment() == 0 ? 1 : section.alignment();
        align(align);
        alignment = Long.compareUnsigned(align, alignment) > 0 ? align : alignment;
        placements.put(section.index(), new SectionPlacement(kind, size));
        add(section.size());
    }

    /** Rounds up to a multiple of a power of two; another alignment gives what the kernel's macro gives. */
    void align(long to) {
        if (to < 0) { // 2^63 and more, unsigned: only 0 is a multiple that fits
            size = size == 0 ? 0 : Long.MAX_VALUE;
            return;
        }
        long rounded = (size + to - 1) & -to;
        size = rounded < size && size + to - 1 < 0 ? Long.MAX_VALUE : rounded;
    }

    void add(long bytes) {
        size = bytes < 0 || size + bytes < 0 ? Long.MAX_VALUE : size + bytes;
    }

    long size() {
        return size;
    }

    MemoryRegion region() {
        return new MemoryRegion(kind, size, alignment);
    }
}
