// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.KernelStatePass;
import io.github.kolink.finalise.Places;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.layout.PlacedModule;

/**
 * {@code apply_paravirt} (arch/x86/kernel/alternative.c 6.1; gone in 6.8): replaces indirect calls through {@code pv_ops}
 * by direct ones.
 *
 * <p>Reads {@code .parainstructions} ({@code struct paravirt_patch_site}); writes the instructions it lists; needs {@code
 * pv_ops}.
 */
final class ApplyParavirt implements KernelStatePass {
    private static final int ENTRY_SIZE = 16;
    private static final int LENGTH = 9;

    @Override
    public String kernelFunction() {
        return "apply_paravirt";
    }

    @Override
    public String needs() {
        return "pv_ops";
    }

    @Override
    public boolean readsEveryPlace() {
        return true;
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, ".parainstructions", ENTRY_SIZE).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                out.add(
                        table.memory().get64(table.at(entry)),
                        table.memory().get8(table.at(entry) + LENGTH),
                        PatchedCode::isParavirtCall);
            }
        });
    }
}
