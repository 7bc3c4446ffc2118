// SPDX-License-Identifier: Apache-2.0
/**
 * The kernel a module is linked for: its symbols and the facts that change what its loader does.
 *
 * <p>A kernel generation is data, never a version comparison in the code: {@link io.github.kolink.kernel.KernelFacts}
 * holds named facts ({@link io.github.kolink.kernel.KernelFact}), and its one factory derives them from release,
 * configuration and CPU.
 */
package io.github.kolink.kernel;
