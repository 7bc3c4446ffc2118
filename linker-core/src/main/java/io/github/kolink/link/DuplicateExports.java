// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.resolve.ProvidedSymbol;

/**
 * A module may not export what the kernel or a module before it exports ({@code verify_exported_symbols},
 * kernel/module/main.c 6.1).
 *
 * @param others modules that are loaded before; the module itself may be among them
 */
record DuplicateExports(KernelTarget target, ModuleExports others) {
    void check(KernelModule module, Findings findings) {
        for (ModuleExport export : module.exports()) {
            if (target.snapshot().knowsExports() && target.exports(export.name())) {
                tell(module, export, "kernel", findings);
            } else {
                others.find(export.name())
                        .map(ProvidedSymbol::owner)
                        .filter(owner -> !owner.equals(module.name()))
                        .ifPresent(owner -> tell(module, export, owner, findings));
            }
        }
    }

    private static void tell(KernelModule module, ModuleExport export, String owner, Findings findings) {
        findings.add(
                FindingCode.SET_DUPLICATE_EXPORT,
                () -> Finding.of(
                                FindingCode.SET_DUPLICATE_EXPORT,
                                module.file().name(),
                                owner.equals("kernel")
                                        ? "the kernel exports it too"
                                        : "module " + owner + ", given before it, exports it too")
                        .about(export.name())
                        .kernelSays(module.name() + ": exports duplicate symbol " + export.name() + " (owned by "
                                + owner + ")"));
    }
}
