// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.util.OptionalInt;

/**
 * What a module that belongs to the kernel tells about it.
 *
 * @param name the module's
 * @param vermagic with its trailing blank, as the kernel's own is compared with it; empty if the module has none
 * @param structSize {@code sizeof(struct module)} [bytes]
 * @param initOffset offset of {@code init} in it [bytes]; empty if the module has no init function
 * @param exitOffset offset of {@code exit} in it [bytes]; empty if the module has no exit function
 * @since 0.1
 */
public record ReferenceModule(
        String name, String vermagic, int structSize, OptionalInt initOffset, OptionalInt exitOffset) {}
