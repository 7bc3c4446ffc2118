// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import java.util.ArrayList;
import java.util.List;

/**
 * All passes of a kernel: those an architecture lists, in its order, then those that write data structures which are the
 * same everywhere. What the latter write is written by no other pass, so their place in the order does not matter.
 */
public final class KernelPasses {
    private static final List<FinalisePass> EVERYWHERE = List.of(
            new DdebugAddModule(),
            new TraceModuleAddEvents(),
            new TraceModuleAddEvals(),
            new SrcuModuleNotify(),
            new ParseArgs());

    private KernelPasses() {}

    /**
     * The passes of a kernel.
     *
     * @param ofArchitecture the architecture's
     * @param is64 whether addresses have 64 bits; the structures are not known for others
     * @return in the kernel's order
     */
    public static List<FinalisePass> of(List<FinalisePass> ofArchitecture, boolean is64) {
        List<FinalisePass> passes = new ArrayList<>(ofArchitecture);
        if (is64) {
            passes.addAll(EVERYWHERE);
        }
        return List.copyOf(passes);
    }
}
