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
     * left; what is refused for its value or its field is written or not, as the target's kernel does it before it gives
     * up. The entries behind a refused one are applied all the same.
     *
     * @param relocations the entries
     * @param symbols S by symbol index [kernel virtual address, unsigned]; index 0 is 0
     * @param target the section they apply to
     * @param out told of every entry that was not plainly applied
     */
    void apply(RelocationTable relocations, long[] symbols, SectionMemory target, Outcomes out);
}
