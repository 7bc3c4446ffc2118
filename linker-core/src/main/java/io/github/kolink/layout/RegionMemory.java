// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

/** Where the memory for modules' regions comes from. */
@FunctionalInterface
public interface RegionMemory {
    /** New memory for each region. */
    RegionMemory NEW = (kind, size) -> new byte[size];

    /**
     * Gives memory for a region.
     *
     * @param kind which
     * @param size of the region [bytes]
     * @return begins with so many zeros; the rest means nothing
     */
    byte[] zeros(RegionKind kind, int size);
}
