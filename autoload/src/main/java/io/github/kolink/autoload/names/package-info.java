// SPDX-License-Identifier: Apache-2.0
/**
 * What a requested name means: which rule of index and configuration answers it, which modules it stands for, and what is
 * done to load them, in which order.
 *
 * <p>{@link io.github.kolink.autoload.names.NameResolver} asks in the order of kmod's library; {@link
 * io.github.kolink.autoload.names.LoadPlan} holds the steps. {@link io.github.kolink.autoload.names.RequestCatalogue} tells
 * who in the kernel asks by such a name. Nothing is loaded here.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.autoload.names;
