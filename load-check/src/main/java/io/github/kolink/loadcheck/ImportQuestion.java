// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;
import io.github.kolink.resolve.ProvidedSymbol;

/** May the module use a symbol ({@code resolve_symbol}, kernel/module/main.c 6.1)? */
record ImportQuestion(KernelTarget target, KernelModule module) {
    boolean ask(String name, ProvidedSymbol provided, Findings findings) {
        return true;
    }
}
