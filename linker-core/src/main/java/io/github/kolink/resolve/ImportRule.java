// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;

/**
 * What the kernel asks of one module's imports that it has found ({@code resolve_symbol}, kernel/module/main.c 6.1). Made
 * for one link and asked in the order of the symbol table; it may remember what it was asked.
 */
public interface ImportRule {
    /**
     * Whether the module sees GPL-only exports now ({@code gplok}).
     *
     * @return false for a module that is proprietary, or has become so by what it uses
     */
    boolean seesGplOnly();

    /**
     * Whether no import is refused that the module sees.
     *
     * @return true if {@link #takes} need not be called
     */
    default boolean takesAll() {
        return false;
    }

    /**
     * Called for each import that somebody exports and that the module sees.
     *
     * @param name of the symbol
     * @param weak whether the module can do without the symbol
     * @param provided who exports it, and how
     * @param findings told why it is refused
     * @return false if the symbol gets no value
     */
    boolean takes(String name, boolean weak, ProvidedSymbol provided, Findings findings);

    /**
     * Called behind the last symbol.
     *
     * @param findings told what is to be said of all imports together
     */
    default void finish(Findings findings) {}

    /**
     * How the imports' CRCs compare.
     *
     * @return counts over the imports asked about so far
     */
    default VersionCounts versions() {
        return VersionCounts.NONE;
    }

    /**
     * The rule of linking alone: the license decides, and nothing else is asked.
     *
     * @param module the importing module
     * @return the rule
     */
    static ImportRule ofLicense(KernelModule module) {
        boolean gplCompatible = module.info().isGplCompatible();
        return new ImportRule() {
            @Override
            public boolean seesGplOnly() {
                return gplCompatible;
            }

            @Override
            public boolean takesAll() {
                return true;
            }

            @Override
            public boolean takes(String name, boolean weak, ProvidedSymbol provided, Findings findings) {
                return true;
            }
        };
    }
}
