// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.layout.ModuleLayout;
import java.util.List;

/** What a userspace loader asks of a kernel. Every method throws {@link LoadException} with the kernel's errno. */
public interface KernelLoader extends AutoCloseable {
    /**
     * Gives room to one module. The layout must be one of {@link LoadLayout}: the kernel keeps seven classes of memory
     * apart, whatever its release.
     *
     * @param name the module's
     * @param layout what it needs
     * @return the room, to be loaded into or closed
     */
    Reservation reserve(String name, ModuleLayout layout);

    /**
     * What is loaded, and what is only reserved.
     *
     * @return in the kernel's order, the newest first
     */
    List<ResidentModule> list();

    /**
     * Removes a module as {@code rmmod} does.
     *
     * @param name the module's
     */
    void remove(String name);

    @Override
    void close();
}
