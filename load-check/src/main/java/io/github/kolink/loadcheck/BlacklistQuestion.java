// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import com.google.common.base.Splitter;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;

/** Does the kernel's command line forbid the module ({@code blacklisted}, kernel/module/main.c 6.1)? */
record BlacklistQuestion(SystemState state) {
    private static final String OPTION = "module_blacklist";

    void ask(KernelModule module, Findings findings) {
        state.commandLine().value(OPTION).ifPresent(list -> {
            if (Splitter.on(',').splitToList(list).contains(module.infoName())) {
                findings.add(Finding.of(
                                FindingCode.MODULE_BLACKLISTED,
                                module.file().name(),
                                "the kernel's command line has " + OPTION + "=" + list)
                        .kernelSays("Module " + module.infoName() + " is blacklisted"));
            }
        });
    }
}
