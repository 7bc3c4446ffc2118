// SPDX-License-Identifier: Apache-2.0
/**
 * What a loader in userspace asks of a kernel, as Russell's mail of 2002 lists it: tell what is loaded and where, give room
 * for a module before it is linked, and take the linked image.
 *
 * <p>{@link io.github.kolink.load.KernelLoader} is the kernel, {@link io.github.kolink.load.Reservation} the room: it is
 * left by exactly one of two doors, loading or closing, and nothing is left behind by either. {@link
 * io.github.kolink.load.ModuleInsertion} is the whole way of one module. {@link io.github.kolink.load.SimulatedKernel} is
 * a kernel in memory, for tests and dry runs; the module kernel-interface has the real ones.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.load;
