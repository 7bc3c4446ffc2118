// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.resolved;

import io.github.kolink.load.LoadException;
import io.github.kolink.module.ModuleImport;
import java.util.OptionalLong;

/** Which imports get an address in the file. */
@FunctionalInterface
public interface ImportRule {
    /**
     * Decides about one import.
     *
     * @param imported an undefined symbol of the module
     * @return its address [kernel virtual address, unsigned]; empty to leave it to the kernel
     * @throws LoadException if the module must not be loaded with what is known
     */
    OptionalLong address(ModuleImport imported);
}
