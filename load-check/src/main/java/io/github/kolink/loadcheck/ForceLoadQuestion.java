// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Taint;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import java.util.Optional;

/** Does the kernel load a module that lacks something ({@code try_to_force_load}, kernel/module/main.c 6.1)? */
record ForceLoadQuestion(KernelFacts facts, TaintLog taints) {
    /**
     * Asks.
     *
     * @param reason the kernel's word for what is lacking
     * @param refusal the finding if the answer is no, about which the kernel prints nothing
     * @param lacking our words
     */
    void ask(String reason, FindingCode refusal, String lacking) {
        String file = taints.module().file().name();
        Optional<Boolean> forced = facts.known(KernelFact.MODULE_FORCE_LOAD);
        if (forced.isEmpty()) {
            taints.findings()
                    .add(Finding.of(
                            FindingCode.CONFIG_UNKNOWN,
                            file,
                            lacking + ": loaded with a taint if the kernel has CONFIG_MODULE_FORCE_LOAD=y, refused ("
                                    + refusal.errno() + ") if not: add --config"));
        } else if (forced.get()) {
            String name = taints.module().name();
            taints.once(Taint.F, name + ": " + reason + ": kernel tainted.", lacking + "; CONFIG_MODULE_FORCE_LOAD=y");
        } else {
            taints.findings().add(Finding.of(refusal, file, lacking + ", and CONFIG_MODULE_FORCE_LOAD=n"));
        }
    }
}
