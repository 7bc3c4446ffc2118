// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

/**
 * Where a section goes.
 *
 * @param region the block
 * @param offset [bytes into the block]
 */
public record SectionPlacement(RegionKind region, long offset) {}
