// SPDX-License-Identifier: Apache-2.0
/**
 * Loading by name, without kmod: what every part of it says of names.
 *
 * <p>The kernel asks by a name ({@code request_module}), which is a module's or an alias. {@code index} holds what depmod
 * makes of a module tree, {@code config} what modprobe.d and modules.conf say, {@code names} what a name means with both;
 * {@link io.github.kolink.autoload.ModuleName} and {@link io.github.kolink.autoload.NamePattern} are the two rules they
 * share. Nothing here loads a module.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.autoload;
