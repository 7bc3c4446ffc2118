// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.util.Optional;

/**
 * Do the module's exports have CRCs ({@code check_module_license_and_versions}, kernel/module/main.c 6.1; {@code
 * check_export_symbol_versions}, 6.12)?
 */
record ExportVersionsQuestion(KernelFacts facts, SystemState state) {
    /** An entry has three words of 32 bits at least. */
    private static final int SMALLEST_ENTRY = 12;

    void ask(KernelModule module, Findings findings) {
        Optional<Boolean> modversions = facts.known(KernelFact.MODVERSIONS);
        if (!modversions.orElse(true) || !lacksCrcs(module)) {
            return;
        }
        String lacking = "the module's exports have no CRCs";
        if (modversions.isPresent()) {
            new ForceLoadQuestion(facts, new TaintLog(state, module, findings))
                    .ask("no versions for exported symbols", FindingCode.EXPORT_VERSIONS_MISSING, lacking);
        } else {
            findings.add(Finding.of(
                    FindingCode.CONFIG_UNKNOWN,
                    module.file().name(),
                    lacking + ", and whether the kernel wants them (CONFIG_MODVERSIONS) is not known: add --config or"
                            + " the kernel's image"));
        }
    }

    private boolean lacksCrcs(KernelModule module) {
        return lacks(module, "__ksymtab", "__kcrctab")
                || (!facts.has(KernelFact.EXPORT_FLAGS) && lacks(module, "__ksymtab_gpl", "__kcrctab_gpl"));
    }

    private static boolean lacks(KernelModule module, String table, String crcs) {
        Optional<SectionHeader> exports = module.allocated(table);
        return exports.isPresent()
                && Long.compareUnsigned(exports.get().size(), SMALLEST_ENTRY) >= 0
                && module.allocated(crcs).isEmpty();
    }
}
