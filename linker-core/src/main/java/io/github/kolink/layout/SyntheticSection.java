// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

/**
 * A section whose header the architecture rewrites before layout: it becomes {@code SHT_NOBITS}.
 *
 * @param section section index
 * @param flags {@code sh_flags}
 * @param alignment {@code sh_addralign} [bytes]
 * @param size {@code sh_size} [bytes]
 */
public record SyntheticSection(int section, long flags, long alignment, long size) {}
