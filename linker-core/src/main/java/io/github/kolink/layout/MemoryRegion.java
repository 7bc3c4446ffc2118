// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

/**
 * One block of memory that a module needs.
 *
 * @param kind which
 * @param size [bytes], the loader's own tables and padding included
 * @param alignment the largest alignment of its sections [bytes], at least 1
 */
public record MemoryRegion(RegionKind kind, long size, long alignment) {}
