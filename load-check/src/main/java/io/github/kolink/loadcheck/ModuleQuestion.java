// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;

/** Something the kernel asks of a module. */
@FunctionalInterface
interface ModuleQuestion {
    /** Tells what the kernel would say and do; nothing if it has nothing against the module. */
    void ask(KernelModule module, Findings findings);
}
