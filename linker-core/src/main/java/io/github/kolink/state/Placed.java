// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

/**
 * A part of a module in memory.
 *
 * @param name of a region, as {@link io.github.kolink.layout.RegionKind#label()} has it, or of a section
 * @param address [kernel virtual address, unsigned]; of per-CPU data its offset
 * @param size [bytes]; 0 if nobody tells
 */
public record Placed(String name, long address, long size) {}
