// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.resolved;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.KernelSymbolTable;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * For any module: what the kernel itself exports gets its address, what modules export is left, so that the kernel counts
 * the references.
 *
 * @param symbols of the running kernel, of this boot
 */
public record SnapshotImports(KernelSymbolTable symbols) implements ImportRule {
    @Override
    public OptionalLong address(ModuleImport imported) {
        Optional<KernelSymbol> symbol = symbols.exported(imported.name());
        if (symbol.isEmpty() || !symbol.get().owner().isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong address = symbol.get().address();
        if (address.isPresent() && address.getAsLong() == 0) {
            throw new LoadException("the address of " + imported.name() + " is hidden", Errno.EPERM);
        }
        return address;
    }
}
