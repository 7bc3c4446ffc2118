// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;

/**
 * Is the module's name free ({@code add_unformed_module}, kernel/module/main.c 6.1; {@code module_patient_check_exists},
 * 6.12)? Unless it is known what is loaded, nothing is.
 */
record NameQuestion(SystemState state) {
    void ask(KernelModule module, Findings findings) {
        state.module(module.name()).ifPresent(other -> {
            String file = module.file().name();
            switch (other.state()) {
                case LIVE -> findings.add(Finding.of(FindingCode.NAME_IN_USE, file, "a module of this name is loaded"));
                case COMING ->
                    findings.add(Finding.of(
                                    FindingCode.NAME_BUSY,
                                    file,
                                    "a module of this name is being loaded: the kernel waits for it and returns EEXIST,"
                                            + " or EBUSY if that load fails")
                            .failing("EEXIST"));
                case GOING ->
                    findings.add(Finding.of(FindingCode.NAME_BUSY, file, "a module of this name is being unloaded"));
                default -> throw new IllegalStateException();
            }
        });
    }
}
