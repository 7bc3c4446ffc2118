// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import com.google.common.base.Splitter;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Was the module built for this kernel ({@code check_modinfo}, kernel/module/main.c 6.1)?
 *
 * @param facts the kernel
 * @param vermagic the kernel's own; empty if no input has it
 * @param state the system before the load
 */
record ModinfoQuestion(KernelFacts facts, Optional<String> vermagic, SystemState state) {
    void ask(KernelModule module, Findings findings) {
        Optional<String> built = module.info().first("vermagic");
        if (built.isEmpty()) {
            new ForceLoadQuestion(facts, new TaintLog(state, module, findings))
                    .ask("bad vermagic", FindingCode.VERMAGIC_MISSING, "the module has no vermagic");
        } else if (vermagic.isEmpty()) {
            findings.add(Finding.of(
                    FindingCode.VERMAGIC_UNKNOWN,
                    module.file().name(),
                    "built for '" + built.get() + "'; the kernel's vermagic is not known: add the kernel's image"));
        } else if (!isSame(module, built.get(), vermagic.get())) {
            findings.add(Finding.of(
                            FindingCode.VERMAGIC_MISMATCH,
                            module.file().name(),
                            difference(built.get(), vermagic.get()))
                    .kernelSays(module.name() + ": version magic '" + built.get() + "' should be '" + vermagic.get()
                            + "'"));
        }
    }

    /** The release does not count if both sides have CRCs ({@code same_magic}, kernel/module/version.c 6.1). */
    private boolean isSame(KernelModule module, String built, String wanted) {
        boolean crcs = facts.has(KernelFact.MODVERSIONS)
                && module.allocated(ModVersions.BASIC).isPresent();
        return built.equals(wanted) || (crcs && flags(built).equals(flags(wanted)));
    }

    private static String flags(String vermagic) {
        int blank = vermagic.indexOf(' ');
        return blank < 0 ? "" : vermagic.substring(blank);
    }

    private static String difference(String built, String wanted) {
        List<String> has = Splitter.on(' ').omitEmptyStrings().splitToList(built);
        List<String> needs = Splitter.on(' ').omitEmptyStrings().splitToList(wanted);
        List<String> lacking = new ArrayList<>(needs);
        lacking.removeAll(has);
        List<String> extra = new ArrayList<>(has);
        extra.removeAll(needs);
        return "built for another kernel"
                + (lacking.isEmpty() ? "" : "; lacks " + String.join(" ", lacking))
                + (extra.isEmpty() ? "" : "; has " + String.join(" ", extra));
    }

    /** May the module patch the kernel ({@code check_modinfo_livepatch})? */
    void askLivepatch(KernelModule module, Findings findings) {
        Optional<Boolean> enabled = facts.known(KernelFact.LIVEPATCH);
        if (!module.isLivepatch() || enabled.orElse(false)) {
            return;
        }
        String file = module.file().name();
        findings.add(
                enabled.isPresent()
                        ? Finding.of(FindingCode.LIVEPATCH_DISABLED, file, "a livepatch, and CONFIG_LIVEPATCH=n")
                                .kernelSays(module.name()
                                        + ": module is marked as livepatch module, but livepatch support is disabled")
                        : Finding.of(
                                FindingCode.CONFIG_UNKNOWN,
                                file,
                                "a livepatch; whether the kernel takes those (CONFIG_LIVEPATCH) is not known: add"
                                        + " --config or the kernel's image"));
    }
}
