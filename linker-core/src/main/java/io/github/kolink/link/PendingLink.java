// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.module.KernelModule;
import io.github.kolink.resolve.Imports;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.resolve.ProvidedSymbol;
import io.github.kolink.symbols.ExportClass;
import java.util.Optional;
import java.util.OptionalLong;

/** A module that was linked, but for its open imports, and has left the memory. */
final class PendingLink {
    private final LinkResult result;
    private final Fixups fixups;
    private final ElfMachine machine;
    private final boolean seesGplOnly;
    /** By open import. */
    private final String[] names;
    /** By open import: index into the symbol table. */
    private final int[] symbols;

    /**
     * What is left of a link.
     *
     * @param result without findings, with the sum as it is with stand-ins
     * @param fixups closed
     * @param module as it was linked
     * @param imports its imports
     */
    PendingLink(LinkResult result, Fixups fixups, KernelModule module, Imports imports) {
        this.result = result.withoutImage();
        this.fixups = fixups;
        this.machine = module.file().machine();
        this.seesGplOnly = module.info().isGplCompatible();
        this.names = new String[imports.openCount()];
        this.symbols = new int[names.length];
        int next = 0;
        for (int place = 0; place < imports.count(); place++) {
            if (imports.isOpen(place)) {
                names[next] = imports.name(place).orElseThrow().text();
                symbols[next++] = imports.symbol(place);
            }
        }
    }

    /**
     * Writes what is left, once all that the module uses is linked.
     *
     * @param others exports of all modules
     * @return the result; empty if there is anything to be said of an import or a relocation, which takes the whole module
     */
    Optional<LinkResult> finish(ModuleExports others) {
        long[] values = new long[symbols.length == 0 ? 0 : symbols[symbols.length - 1] + 1];
        for (int i = 0; i < names.length; i++) {
            Optional<ProvidedSymbol> symbol = others.find(names[i]);
            if (symbol.isEmpty() || !isPlain(symbol.get(), others)) {
                return Optional.empty();
            }
            values[symbols[i]] = machine.truncate(symbol.get().address());
        }
        OptionalLong change = fixups.apply(values);
        return change.isEmpty() ? Optional.empty() : Optional.of(result.withSum(result.sum() + change.getAsLong()));
    }

    private boolean isPlain(ProvidedSymbol symbol, ModuleExports others) {
        boolean isSeen = seesGplOnly || symbol.exportClass() == ExportClass.PLAIN;
        return isSeen && others.standing(symbol.owner()) == ModuleExports.Standing.PROVIDES;
    }
}
