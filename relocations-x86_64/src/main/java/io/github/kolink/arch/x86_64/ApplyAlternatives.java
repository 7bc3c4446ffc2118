// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.KernelStatePass;
import io.github.kolink.finalise.Places;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.layout.PlacedModule;

/**
 * {@code apply_alternatives} (arch/x86/kernel/alternative.c 6.1): replaces instructions by those that suit the CPU.
 *
 * <p>Reads {@code .altinstructions} ({@code struct alt_instr}); writes the instructions it lists; needs the CPU's features.
 *
 * @param lengthField where the length of the original instructions stands [bytes into the entry]: 10 up to 6.2, 12 later
 */
record ApplyAlternatives(int lengthField) implements KernelStatePass {
    @Override
    public String kernelFunction() {
        return "apply_alternatives";
    }

    @Override
    public String needs() {
        return "boot_cpu_data.x86_capability";
    }

    /** Instructions that need no replacement have their NOPs optimised. */
    @Override
    public boolean readsEveryPlace() {
        return true;
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, ".altinstructions", lengthField + 2).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                out.add(table.target32(entry, 0), table.memory().get8(table.at(entry) + lengthField));
            }
        });
    }
}
