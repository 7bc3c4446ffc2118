// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;

/** What one generation of kernels asks of the sections that make a file a module. */
interface StructureCheck {
    /** Asks everything; goes on behind a refusal. */
    void run();

    KernelModule module();

    Findings findings();

    /** The name messages of this stage begin with. */
    default String nameInInfo() {
        return module().info().first("name").orElse("(missing .modinfo section or name field)");
    }

    default void stripped() {
        refuse(
                FindingCode.MODULE_STRIPPED,
                "",
                "no symbol table, or more than one: was it stripped?",
                nameInInfo() + ": module has no symbols (stripped?)");
    }

    default void refuse(FindingCode code, String section, String detail, String kernelMessage) {
        findings()
                .add(Finding.of(code, module().file().name(), detail)
                        .in(section)
                        .kernelSays(kernelMessage));
    }
}
