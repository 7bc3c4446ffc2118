// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finalise.Stage;
import io.github.kolink.layout.RegionMemory;
import java.util.Optional;

/**
 * How one module is linked.
 *
 * @param listener sees each relocation, if given
 * @param stage which passes are run
 * @param fixups takes the relocations that refer to open imports; empty if there are none
 * @param memory for the image
 * @param countsTypes whether relocations are counted by type
 */
record LinkOptions(
        Optional<RelocationListener> listener,
        Stage stage,
        Optional<Fixups> fixups,
        RegionMemory memory,
        boolean countsTypes) {
    static LinkOptions of(RegionMemory memory) {
        return new LinkOptions(Optional.empty(), Stage.LINKED, Optional.empty(), memory, true);
    }

    /** The same for a module with open imports. */
    LinkOptions with(Fixups others) {
        return new LinkOptions(listener, stage, Optional.of(others), memory, countsTypes);
    }

    /** The same for one of many modules that nobody looks at. */
    LinkOptions counting(boolean types) {
        return new LinkOptions(listener, stage, fixups, memory, types);
    }
}
