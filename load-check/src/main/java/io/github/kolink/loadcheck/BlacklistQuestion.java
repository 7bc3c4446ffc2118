// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;

/** Does the kernel's command line forbid the module ({@code blacklisted}, kernel/module/main.c 6.1)? */
record BlacklistQuestion(LoadConditions conditions) {
    private static final String OPTION = "module_blacklist=";

    void ask(KernelModule module, Findings findings) {
        conditions.commandLine().ifPresent(line -> {
            for (String word : Splitter.on(CharMatcher.whitespace()).split(line)) {
                if (word.startsWith(OPTION)
                        && Splitter.on(',')
                                .splitToList(word.substring(OPTION.length()))
                                .contains(module.name())) {
                    findings.add(Finding.of(
                                    FindingCode.MODULE_BLACKLISTED,
                                    module.file().name(),
                                    "the kernel's command line has " + word)
                            .kernelSays("Module " + module.name() + " is blacklisted"));
                    return;
                }
            }
        });
    }
}
