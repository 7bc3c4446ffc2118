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
     * From which stage on the pass is run.
     *
     * @return {@link Stage#FINAL} for a pass without which the image is still of use
     */
    default Stage stage() {
        return Stage.FINAL;
    }

    /**
     * Whether the pass is told of modules that come ({@code prepare_coming_module}, kernel/module/main.c 6.1, 6.12, 7.3), so
     * that the kernel has looked at the module's exports before ({@code complete_formation}).
     *
     * @return false for a pass of {@code module_finalize} and what else comes before
     */
    default boolean isNotifier() {
        return false;
    }

    /**
     * What the pass needs beside the module and its addresses.
     *
     * @return in the kernel's words, such as {@code pv_ops}; empty if {@link #run} does all the kernel does
     */
    default String needs() {
        return "";
    }

    /**
     * Tells where the kernel may write what {@link #run} cannot know: where an image in a running kernel may differ from
     * ours for the sake of this pass, and nowhere else. The places come from the pass's own tables in the module.
     *
     * @param placed the module, relocated; only read
     * @param out told each place
     */
    default void dependentPlaces(PlacedModule placed, Places out) {}

    /**
     * The kernel's name of the function that rewrites a running module's code when something is switched.
     *
     * @return such as {@code jump_label_update}; of use where {@link #switchedPlaces} names places
     */
    default String switchingFunction() {
        return kernelFunction();
    }

    /**
     * Tells where the kernel may write later, in a module that runs, because the module itself or its user switched what the
     * pass has set up. The places come from the pass's own tables in the module.
     *
     * @param placed the module, relocated; only read
     * @param out told each place
     */
    default void switchedPlaces(PlacedModule placed, Places out) {}

    /**
     * Tells what makes the kernel refuse the module in this pass, or read and write outside it. Called whether or not the
     * pass is run.
     *
     * @param placed the module, relocated; only read
     * @param target the kernel
     * @param findings told of it
     */
    default void check(PlacedModule placed, KernelTarget target, Findings findings) {}

    /**
     * Runs the pass.
     *
     * @param placed the module, relocated; its memory is changed
     * @param target the kernel
     * @param findings told what could not be applied, and why
     */
    void run(PlacedModule placed, KernelTarget target, Findings findings);
}
