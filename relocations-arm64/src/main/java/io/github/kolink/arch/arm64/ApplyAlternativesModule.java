// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.KernelStatePass;
import io.github.kolink.finalise.PlaceContents;
import io.github.kolink.finalise.Places;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.layout.PlacedModule;
import java.util.Optional;

/**
 * {@code apply_alternatives_module} (arch/arm64/kernel/alternative.c 6.1): replaces instructions by those that suit the
 * CPU.
 *
 * <p>Reads {@code .altinstructions} ({@code struct alt_instr}: two distances, a capability, two lengths); writes the
 * instructions it lists; needs the CPUs' capabilities.
 */
final class ApplyAlternativesModule implements KernelStatePass {
    private static final int ENTRY_SIZE = 12;
    private static final int REPLACEMENT = 4;
    private static final int LENGTH = 10;

    @Override
    public String kernelFunction() {
        return "apply_alternatives_module";
    }

    @Override
    public String needs() {
        return "cpu_hwcaps";
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, ".altinstructions", ENTRY_SIZE).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                out.add(
                        table.target32(entry, 0),
                        table.memory().get8(table.at(entry) + LENGTH),
                        contents(table, entry, out.map()));
            }
        });
    }

    /** Where there are no replacing instructions, a function of the kernel makes them. */
    private static PlaceContents contents(TableSection table, int entry, AddressMap map) {
        long address = table.target32(entry, REPLACEMENT);
        int length = table.memory().get8(table.at(entry) + LENGTH + 1);
        Optional<AddressMap.Found> found = map.find(address, length);
        if (length == 0 || found.isEmpty()) {
            return PlaceContents.ANY;
        }
        int[] instructions = new int[length / Instruction.SIZE];
        for (int i = 0; i < instructions.length; i++) {
            instructions[i] = found.get().memory().getLittle32(found.get().offset() + (long) i * Instruction.SIZE);
        }
        return new Alternative(address, instructions);
    }
}
