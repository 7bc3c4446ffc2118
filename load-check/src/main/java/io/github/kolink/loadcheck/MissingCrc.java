// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.ModVersions;
import java.util.Optional;

/**
 * What becomes of a symbol of which the kernel has a CRC and the module none (the end of {@code check_version},
 * kernel/module/version.c): Debian's kernels refuse it; others print it once since boot and go on, and so do all for the
 * extended encoding (7.3).
 */
record MissingCrc(KernelFacts facts, TaintLog taints) {
    private static final String BASIC = ": no symbol version for ";
    private static final String EXTENDED = ": no extended symbol version for ";

    /** Tells; returns whether the kernel takes the symbol. What it prints behind its own line is given. */
    boolean tell(String symbol, ModVersions versions, FindingCode refusal, String more) {
        String module = taints.module().infoName();
        Optional<Boolean> required = facts.known(KernelFact.CRC_REQUIRED);
        if (versions.isExtended() || !required.orElse(true)) {
            once(module, versions.isExtended() ? EXTENDED : BASIC, symbol);
            return true;
        }
        String line = module + BASIC + symbol;
        FindingCode code = required.isPresent() ? refusal : FindingCode.VERSION_UNKNOWN;
        String detail = "the kernel has a CRC of it, the module none"
                + (required.isPresent()
                        ? ""
                        : ": Debian's kernels refuse that, others do not; add the kernel's image to tell whose kernel it is");
        String file = taints.module().file().name();
        taints.findings()
                .add(
                        code,
                        () -> Finding.of(code, file, detail)
                                .about(symbol)
                                .kernelSays(required.isPresent() ? line + more : line));
        return required.isEmpty();
    }

    /** {@code pr_warn_once}: said of the first such symbol since boot. */
    private void once(String module, String words, String symbol) {
        boolean said = taints.findings().list().stream()
                .anyMatch(finding -> finding.kernelMessage().contains(words));
        if (!said) {
            taints.remark(
                    module + words + symbol,
                    "the module has no CRC of " + symbol + "; said of the first such symbol since boot");
        }
    }
}
