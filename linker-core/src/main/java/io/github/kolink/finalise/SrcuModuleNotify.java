// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;

/**
 * {@code srcu_module_notify} (kernel/rcu/srcutree.c 6.1): initialises the module's {@code struct srcu_struct}s.
 *
 * <p>Reads {@code ___srcu_struct_ptrs}; writes the structures it lists, whole; needs per-CPU allocations.
 */
final class SrcuModuleNotify implements KernelStatePass {
    private static final int POINTER = 8;

    @Override
    public String kernelFunction() {
        return "srcu_module_notify";
    }

    @Override
    public boolean isNotifier() {
        return true;
    }

    @Override
    public String needs() {
        return "per-CPU allocations of the kernel";
    }

    /** Each structure is written, wherever it lies. */
    @Override
    public boolean readsEveryPlace() {
        return true;
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, "___srcu_struct_ptrs", POINTER).ifPresent(table -> {
            ObjectSizes objects = new ObjectSizes(placed);
            for (int entry = 0; entry < table.count(); entry++) {
                long address = table.memory().get64(table.at(entry));
                out.add(address, objects.sizeAt(address));
            }
        });
    }
}
