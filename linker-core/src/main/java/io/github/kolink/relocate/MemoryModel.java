// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

/**
 * Where modules lie.
 *
 * @param pageSize [bytes], a power of two
 * @param moduleArea first address to place modules at [kernel virtual address, unsigned]
 * @param moduleAreaSize [bytes]
 * @param percpuBase address to place per-CPU data at [kernel virtual address or per-CPU offset, unsigned]
 */
public record MemoryModel(int pageSize, long moduleArea, long moduleAreaSize, long percpuBase) {}
