// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

/**
 * A module whose exports a linked image uses: the kernel counts the reference, and refuses the image if the module has
 * moved since.
 *
 * @param name the module's
 * @param base where it lay when its symbols were taken, as {@code /proc/modules} shows it [kernel virtual address, unsigned]
 */
public record Dependency(String name, long base) {}
