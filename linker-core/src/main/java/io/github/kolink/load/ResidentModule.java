// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import java.util.List;
import java.util.OptionalInt;

/**
 * A module, or room for one, in a kernel.
 *
 * @param name the module's
 * @param base what {@code /proc/modules} shows as its address [kernel virtual address, unsigned]; 0 if it hides it
 * @param size [bytes]
 * @param state how far it is
 * @param references how often it is in use; what {@code lsmod} shows
 * @param users the modules that use its exports, in the kernel's order
 * @param owner the process that reserved the memory, where it is only reserved
 */
public record ResidentModule(
        String name, long base, long size, ModuleState state, int references, List<String> users, OptionalInt owner) {
    /**
     * A module.
     *
     * @param name the module's
     * @param base its address
     * @param size [bytes]
     * @param state how far it is
     * @param references how often it is in use
     * @param users the modules that use it
     * @param owner who reserved it
     */
    public ResidentModule {
        users = List.copyOf(users);
    }
}
