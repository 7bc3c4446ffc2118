// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.KernelStatePass;
import io.github.kolink.finalise.PlaceContents;
import io.github.kolink.finalise.Places;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.layout.PlacedModule;
import java.util.function.ToIntFunction;

/**
 * A pass that rewrites instructions listed in a section of 32-bit distances, each from itself to its place.
 *
 * @param kernelFunction its name
 * @param needs what decides what is written
 * @param section the list
 * @param length of a place, by what relocation left there [bytes]
 * @param contents what the kernel leaves there
 */
record SitePass(
        String kernelFunction,
        String needs,
        String section,
        ToIntFunction<AddressMap.Found> length,
        PlaceContents contents)
        implements KernelStatePass {
    private static final int ENTRY_SIZE = 4;

    /** {@code apply_retpolines} and {@code apply_returns} decode what they find (arch/x86/kernel/alternative.c 6.1). */
    @Override
    public boolean readsEveryPlace() {
        return kernelFunction.equals("apply_retpolines") || kernelFunction.equals("apply_returns");
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, section, ENTRY_SIZE).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                long address = table.target32(entry, 0);
                out.add(address, out.map().find(address).map(length::applyAsInt).orElse(0), contents);
            }
        });
    }
}
