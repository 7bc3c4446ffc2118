// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;

/** {@code setup_load_info}, kernel/module/main.c 6.1: what kernels up to 6.3 look for once the section headers are sound. */
record SetupLoadInfo(KernelModule module, Findings findings) implements StructureCheck {
    @Override
    public void run() {
        if (module.symbols().section() == 0) {
            stripped();
        }
        if (module.allocated(KernelModule.THIS_MODULE).isEmpty()) {
            findings.add(Finding.of(
                            FindingCode.MODULE_NO_THIS_MODULE,
                            module.file().name(),
                            "no section " + KernelModule.THIS_MODULE
                                    + ": an object that modpost has not finished, or no module")
                    .kernelSays(nameInInfo() + ": No module found in object"));
        }
    }
}
