// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.layout.RegionKind;
import java.util.Optional;
import java.util.Set;

/**
 * How a tree is linked.
 *
 * @param threads how many link it
 * @param summed regions whose words are added up; empty if there is somebody who looks at images
 * @param countsTypes whether relocations are counted by type
 */
record TreeOptions(int threads, Optional<Set<RegionKind>> summed, boolean countsTypes) {
    /** One thread, images that are looked at, counts by type. */
    static final TreeOptions USUAL = new TreeOptions(1, Optional.empty(), true);

    TreeOptions on(int count) {
        return new TreeOptions(count, summed, countsTypes);
    }

    TreeOptions summing(Set<RegionKind> regions) {
        return new TreeOptions(threads, Optional.of(regions), countsTypes);
    }

    TreeOptions withoutTypes() {
        return new TreeOptions(threads, summed, false);
    }
}
