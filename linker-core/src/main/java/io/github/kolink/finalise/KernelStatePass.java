// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;

/** A pass whose writes depend on the running kernel or its CPU: its places are known, their bytes are not. */
public interface KernelStatePass extends FinalisePass {
    @Override
    String needs();

    @Override
    void dependentPlaces(PlacedModule placed, Places out);

    /**
     * Whether the kernel reads every place its table names, whatever it then writes.
     *
     * @return true if a place outside the module ends in a crash or in damage
     */
    default boolean readsEveryPlace() {
        return false;
    }

    @Override
    default void check(PlacedModule placed, KernelTarget target, Findings findings) {
        if (readsEveryPlace()) {
            Places places = new Places(placed);
            dependentPlaces(placed, places);
            if (places.outside() > 0) {
                findings.add(Finding.of(
                        FindingCode.PASS_TARGET_OUTSIDE,
                        placed.module().name(),
                        kernelFunction() + ": " + places.outside() + " places of its table lie outside the module"));
            }
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Nothing is written; a finding says how many places that concerns.
     */
    @Override
    default void run(PlacedModule placed, KernelTarget target, Findings findings) {
        Places places = new Places(placed);
        dependentPlaces(placed, places);
        if (!places.list().isEmpty()) {
            findings.add(Finding.of(
                    FindingCode.PASS_NOT_APPLIED,
                    placed.module().name(),
                    kernelFunction() + ": " + places.list().size() + " places are as relocation left them; it needs "
                            + needs()));
        }
    }
}
