// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One way into a kernel. */
public interface Backend extends AutoCloseable {
    /**
     * Loads a module.
     *
     * @param file the module
     * @param parameters as the kernel takes them
     * @return what came of it
     * @throws IOException if the file cannot be read
     * @throws LoadException if the kernel refused it
     */
    Attempt insert(Path file, String parameters) throws IOException;

    /**
     * What is loaded, and what is only reserved.
     *
     * @return in the kernel's order
     */
    List<ResidentModule> list();

    /**
     * Removes a module.
     *
     * @param name the module's
     * @throws LoadException if the kernel refuses
     */
    void remove(String name);

    @Override
    default void close() {}
}
