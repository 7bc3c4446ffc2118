// SPDX-License-Identifier: Apache-2.0
/**
 * What a loader in userspace must remember of the modules it has loaded: where they lie, what they export, who uses whom.
 * Zippel, 2002: "Transfering data from the initramdisk to the final root shouldn't really be a problem", and "even module
 * dependency tracking could be done completely from userspace".
 *
 * <p>{@link io.github.kolink.state.LoaderState} is all of it, {@link io.github.kolink.state.StateFile} its file
 * (docs/state.md), {@link io.github.kolink.state.DependencyGraph} the counts that follow from it, and {@link
 * io.github.kolink.state.ReplacedFile} the way a file is replaced so that a kill leaves the old or the new one.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.state;
