// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.load.ResidentModule;
import java.util.List;

/** What the device does not serve, because the kernel does: the list of modules, and their removal. */
public interface RunningModules {
    /**
     * What is loaded.
     *
     * @return as {@code /proc/modules} lists it
     */
    List<ResidentModule> list();

    /**
     * Calls {@code delete_module}.
     *
     * @param name the module's
     */
    void remove(String name);
}
