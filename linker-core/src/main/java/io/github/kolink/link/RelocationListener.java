// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.relocate.RelocationOutcome;

/** Sees every relocation of a link, one by one. A link with a listener is slower than one without. */
public interface RelocationListener {
    /**
     * Called before an entry is applied.
     *
     * @param table its table
     * @param entry index in the table
     * @param target the section it applies to
     */
    void before(RelocationTable table, int entry, SectionMemory target);

    /**
     * Called behind it.
     *
     * @param table its table
     * @param entry index in the table
     * @param symbols S by symbol index
     * @param target the section it was applied to
     * @param outcome what became of it
     */
    void after(RelocationTable table, int entry, long[] symbols, SectionMemory target, RelocationOutcome outcome);
}
