// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;

/** What the kernel asks of an import that it has found ({@code resolve_symbol}, kernel/module/main.c 6.1). */
@FunctionalInterface
public interface ImportRule {
    /**
     * Called for each import that somebody exports and whose class allows it, in the order of the symbol table.
     *
     * @param module the importing module
     * @param name of the symbol
     * @param provided who exports it, and how
     * @param findings told why it is refused
     * @return false if the kernel does not take it
     */
    boolean takes(KernelModule module, String name, ProvidedSymbol provided, Findings findings);
}
