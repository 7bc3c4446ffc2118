// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One symbol of the kernel image or of a loaded module. Names repeat: static functions of different files share them.
 *
 * @param name the name as the source has it
 * @param address kernel virtual address, unsigned; empty if the source has none (Module.symvers)
 * @param type the letter {@code nm} prints, {@code '?'} if unknown
 * @param owner {@code ""} for the kernel image, otherwise the module's name with underscores
 * @param export present if modules can use the symbol
 * @since 0.1
 */
public record KernelSymbol(String name, OptionalLong address, char type, String owner, Optional<Export> export) {
    /**
     * Tells whether the symbol is global, which is what distinguishes the exported one among namesakes.
     *
     * @return true if the type is a capital letter
     */
    public boolean isGlobal() {
        return type >= 'A' && type <= 'Z';
    }
}
