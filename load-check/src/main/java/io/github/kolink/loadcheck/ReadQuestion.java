// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.module.ModuleFile;

/**
 * Does the kernel read the file at all ({@code may_init_module}, kernel/module/main.c; {@code kernel_read_file},
 * fs/kernel_read_file.c; 6.1, the same up to 7.3)? It prints nothing where it does not.
 */
record ReadQuestion(SystemState state) {
    private static final String NO_MODULES = "nomodule";

    void ask(ModuleFile file, Findings findings) {
        if (state.commandLine().isOn(NO_MODULES)) {
            findings.add(Finding.of(
                    FindingCode.MODULES_DISABLED, file.name(), "the kernel's command line has " + NO_MODULES));
        }
        if (isEmpty(file)) {
            findings.add(Finding.of(FindingCode.FILE_EMPTY, file.name(), "the file is empty"));
        }
    }

    static boolean isEmpty(ModuleFile file) {
        return file.size() == 0;
    }
}
