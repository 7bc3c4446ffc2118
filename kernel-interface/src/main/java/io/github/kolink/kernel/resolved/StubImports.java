// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.resolved;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.KernelSymbolTable;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * For kolink's own kernel side, whose wrong address is a dead kernel: what is not exported gets the address of its one
 * namesake in this boot's kallsyms. None or several is a refusal, a zero too; weak imports may be missing.
 *
 * @param symbols of this boot's kallsyms, never of a stored file
 * @param versioned names in the module's {@code __versions}, which modpost fills with exports only: tells them where
 *     kallsyms does not
 */
public record StubImports(KernelSymbolTable symbols, Set<String> versioned) implements ImportRule {
    /**
     * A rule.
     *
     * @param symbols of this boot's kallsyms
     * @param versioned names in {@code __versions}
     */
    public StubImports {
        versioned = Set.copyOf(versioned);
    }

    @Override
    public OptionalLong address(ModuleImport imported) {
        String name = imported.name();
        if (versioned.contains(name) || symbols.exported(name).isPresent()) {
            return OptionalLong.empty();
        }
        List<OptionalLong> candidates = symbols.find(name).stream()
                .filter(symbol -> symbol.owner().isEmpty())
                .map(KernelSymbol::address)
                .filter(OptionalLong::isPresent)
                .toList();
        if (candidates.isEmpty() && imported.weak()) {
            return OptionalLong.empty();
        }
        if (candidates.size() != 1) {
            throw new LoadException(
                    name + ": kallsyms has " + (candidates.isEmpty() ? "none" : "several") + " of that name",
                    Errno.ENOENT);
        }
        if (candidates.get(0).getAsLong() == 0) {
            throw new LoadException(name + ": kallsyms hides addresses (kernel.kptr_restrict)", Errno.EPERM);
        }
        return candidates.get(0);
    }
}
