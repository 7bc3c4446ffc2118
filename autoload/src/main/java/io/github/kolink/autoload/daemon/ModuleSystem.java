// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.util.List;

/** What a {@link ModuleService} needs of the kernel, and of who knows what a name means. Called by one thread at a time. */
public interface ModuleSystem {
    /**
     * Loads what a name stands for, what it needs first. What is loaded already is left.
     *
     * @param name as the kernel asked for it, such as {@code net-pf-10} or {@code dummy}
     * @return the modules that the name means, loaded before or now; empty if it means that nothing is to be done
     * @throws LoadException if the kernel refused all of them
     * @throws UnknownNameException if the name means nothing
     * @throws IOException if a file cannot be read
     */
    List<String> load(String name) throws IOException;

    /**
     * What is loaded.
     *
     * @return in the kernel's order, the newest first
     */
    List<ResidentModule> list();

    /**
     * Removes one module.
     *
     * @param module its name
     * @throws LoadException if the kernel refused
     */
    void remove(String module);
}
