// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.link.LinkResult;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What came of one module.
 *
 * @param link what came of linking it
 * @param addresses where it lies, or lay; empty if it was refused before it got room
 * @param init what its init returned; empty if the linker refused it, and init was not called
 */
public record Insertion(LinkResult link, Optional<RegionAddresses> addresses, OptionalInt init) {
    /**
     * Whether the kernel has the module now.
     *
     * @return true if init was called and was content
     */
    public boolean isLoaded() {
        return init.isPresent() && init.getAsInt() >= 0;
    }
}
