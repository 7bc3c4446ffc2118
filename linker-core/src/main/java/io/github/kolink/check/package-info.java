// SPDX-License-Identifier: Apache-2.0
/**
 * The checks the kernel makes of a module's file, in its order. {@link io.github.kolink.check.ModuleChecks} has one method
 * for each place of {@code load_module} where it asks something; each adds findings and goes on, and {@link
 * io.github.kolink.link.ModuleLinker} stops at the end of the phase.
 *
 * <p>Generations of kernels ask for different things in a different order. What makes a file a module is one class per
 * generation: {@code SetupLoadInfo} up to 6.3, {@code CacheCopy} up to the first releases of 6.12, {@code CacheIndex} since.
 * Which of them counts is a {@link io.github.kolink.kernel.KernelFact}.
 */
package io.github.kolink.check;
