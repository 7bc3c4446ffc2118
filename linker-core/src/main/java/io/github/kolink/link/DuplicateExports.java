// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;

/** A module may not export what the kernel exports ({@code verify_exported_symbols}, kernel/module/main.c 6.1). */
record DuplicateExports(KernelTarget target) {
    void check(KernelModule module, Findings findings) {
        if (target.snapshot().knowsExports()) {
            for (ModuleExport export : module.exports()) {
                if (target.exports(export.name())) {
                    findings.add(
                            FindingCode.SET_DUPLICATE_EXPORT,
                            () -> Finding.of(
                                            FindingCode.SET_DUPLICATE_EXPORT,
                                            module.file().name(),
                                            "the kernel exports it too")
                                    .about(export.name())
                                    .kernelSays(module.name() + ": exports duplicate symbol " + export.name()
                                            + " (owned by kernel)"));
                }
            }
        }
    }
}
