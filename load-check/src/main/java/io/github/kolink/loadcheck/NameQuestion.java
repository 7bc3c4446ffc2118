// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;

/** Is the module's name free ({@code add_unformed_module}, kernel/module/main.c 6.1)? */
record NameQuestion(LoadConditions conditions) {
    void ask(KernelModule module, Findings findings) {}
}
