// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;

/** Was the module built for this kernel ({@code check_modstruct_version}, {@code check_modinfo}, kernel/module/main.c 6.1)? */
record ModinfoQuestion(KernelTarget target) {
    void ask(KernelModule module, Findings findings) {}
}
