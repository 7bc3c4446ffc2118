// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;

/**
 * {@code ddebug_add_module} (lib/dynamic_debug.c 6.1): puts the module's {@code struct ddebug_class_map}s on a list.
 *
 * <p>Reads {@code __dyndbg_classes}; writes the list links at the start of each entry; needs addresses of the heap.
 */
final class DdebugAddModule implements KernelStatePass {
    private static final int ENTRY_SIZE = 56;
    private static final int LINK_SIZE = 16;

    @Override
    public String kernelFunction() {
        return "ddebug_add_module";
    }

    @Override
    public String needs() {
        return "list heads on the kernel's heap";
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, "__dyndbg_classes", ENTRY_SIZE).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                out.add(table.addressOf(entry, 0), LINK_SIZE);
            }
        });
    }
}
