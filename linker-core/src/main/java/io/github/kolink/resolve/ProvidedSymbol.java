// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import java.util.Optional;

/**
 * An export at its address.
 *
 * @param address [kernel virtual address, unsigned]
 * @param owner name of the module; empty for the kernel
 * @param export its class, CRC and namespace as far as they are known
 * @param proprietary whether the owner's license is not GPL compatible; empty if that is not known
 */
public record ProvidedSymbol(long address, String owner, Export export, Optional<Boolean> proprietary) {
    /**
     * Whether only GPL compatible modules may import it.
     *
     * @return true if its class is known to be GPL-only
     */
    public boolean gplOnly() {
        return export.exportClass() == ExportClass.GPL;
    }
}
