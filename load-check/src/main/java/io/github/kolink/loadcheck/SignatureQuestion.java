// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.ModuleFile;

/** Is the module signed as the kernel wants it ({@code module_sig_check}, kernel/module/signing.c 6.1)? */
record SignatureQuestion(KernelTarget target, LoadConditions conditions) {
    void ask(ModuleFile file, Findings findings) {}
}
