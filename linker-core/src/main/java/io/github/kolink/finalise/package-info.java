// SPDX-License-Identifier: Apache-2.0
/**
 * Finalisation: the passes over a relocated module, in the kernel's order. Each {@link
 * io.github.kolink.finalise.FinalisePass} is named after the kernel function it mirrors. A pass whose kernel state is not
 * available adds a finding and is not applied; it never guesses.
 */
package io.github.kolink.finalise;
