// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import java.util.Map;

/**
 * The addresses of one module.
 *
 * @param bases base of each region [kernel virtual address, unsigned]; a region that is missing lies at 0
 * @param sections addresses of single sections that override their region's, by section index [kernel virtual address,
 *     unsigned]; usually empty
 */
public record RegionAddresses(Map<RegionKind, Long> bases, Map<Integer, Long> sections) {
    /**
     * The base of a region.
     *
     * @param kind which
     * @return [kernel virtual address, unsigned], 0 if the region has no address
     */
    public long base(RegionKind kind) {
        return bases.getOrDefault(kind, 0L);
    }
}
