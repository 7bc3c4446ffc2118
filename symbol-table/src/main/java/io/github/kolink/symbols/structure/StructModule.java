// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.structure;

/**
 * How large a kernel's {@code struct module} is and where its two pointers to functions lie (include/linux/module.h). Both
 * follow from the kernel's configuration; every module built for it has them.
 *
 * @param size {@code sizeof(struct module)} [bytes]
 * @param initOffset {@code offsetof(struct module, init)} [bytes]
 * @param exitOffset {@code offsetof(struct module, exit)} [bytes]; -1 if there is none ({@code CONFIG_MODULE_UNLOAD=n})
 * @since 0.1
 */
public record StructModule(int size, int initOffset, int exitOffset) {}
