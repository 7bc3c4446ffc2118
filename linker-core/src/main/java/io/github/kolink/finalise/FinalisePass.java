// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;

/** One pass over a relocated module. Stateless. */
public interface FinalisePass {
    /**
     * The kernel's name of the pass.
     *
     * @return name of the function it mirrors, such as {@code module_fixup}
     */
    String kernelFunction();

    /**
     * Runs the pass.
     *
     * @param placed the module, relocated; its memory is changed
     * @param target the kernel
     * @param findings told what could not be applied, and why
     */
    void run(PlacedModule placed, KernelTarget target, Findings findings);
}
