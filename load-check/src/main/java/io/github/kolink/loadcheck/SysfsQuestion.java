// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;
import java.util.List;

/**
 * Is there no directory of the module's name in /sys/module yet ({@code mod_sysfs_init}, kernel/module/sysfs.c 6.1)? Code
 * that is built in has one if it has parameters.
 */
record SysfsQuestion(LoadConditions conditions) {
    void ask(KernelModule module, Findings findings) {
        if (conditions.builtin().orElse(List.of()).contains(module.name())) {
            findings.add(Finding.of(
                            FindingCode.SYSFS_NAME_EXISTS,
                            module.file().name(),
                            "the same is built into the kernel, with parameters")
                    .kernelSays(module.name() + ": module is already loaded"));
        }
    }
}
