// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

import io.github.kolink.symbols.KernelSnapshot;
import java.util.Map;

/**
 * The kernel a module is linked for.
 *
 * @param snapshot its symbols
 * @param facts what changes its loader's behaviour
 * @param variables contents of kernel variables that finalisation reads, by name; what is missing is reported, not
 *     guessed
 */
public record KernelTarget(KernelSnapshot snapshot, KernelFacts facts, Map<String, Long> variables) {
    /**
     * Whether the kernel itself exports a name, rather than a module that was loaded when the snapshot was taken.
     *
     * @param name of a symbol
     * @return true if it does
     */
    public boolean exports(String name) {
        return snapshot.symbols()
                .exported(name)
                .filter(symbol -> symbol.owner().isEmpty())
                .isPresent();
    }
}
