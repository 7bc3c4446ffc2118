// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.layout.SectionMemory;

/**
 * Applies relocations for one link. Holds no text: it reports outcomes, the core words the findings. Not thread-safe.
 */
public interface Relocator {
    /**
     * Applies the relocations of one section, in order. An entry whose offset or symbol lies outside is reported and
     * left; every other entry is written as the kernel writes it, also when it is refused for its value.
     *
     * @param relocations the entries
     * @param symbols S by symbol index [kernel virtual address, unsigned]; index 0 is 0
     * @param target the section they apply to
     * @param out told of every entry that was not plainly applied
     */
    void apply(RelocationTable relocations, long[] symbols, SectionMemory target, Outcomes out);
}
