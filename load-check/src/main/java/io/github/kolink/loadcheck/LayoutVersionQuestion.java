// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModVersions;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.KernelSymbol;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Does the module agree about the structures modules share with the kernel ({@code check_modstruct_version},
 * kernel/module/version.c 6.1)? The CRC of {@code module_layout} stands for them.
 */
record LayoutVersionQuestion(KernelTarget target, SystemState state) {
    private static final String SYMBOL = "module_layout";

    void ask(KernelModule module, Findings findings) {
        Optional<Boolean> modversions = target.facts().known(KernelFact.MODVERSIONS);
        if (modversions.isPresent() && !modversions.get()) {
            return;
        }
        String file = module.file().name();
        ModVersions versions = ImportQuestion.versions(target, module);
        if (modversions.isEmpty()) {
            findings.add(
                    versions.isPresent()
                            ? Finding.of(
                                    FindingCode.VERSION_UNKNOWN,
                                    file,
                                    "the module has CRCs, those of the kernel are not known: add the kernel's image or --symvers")
                            : Finding.of(
                                    FindingCode.CONFIG_UNKNOWN,
                                    file,
                                    "the module has no CRCs, and whether the kernel wants them (CONFIG_MODVERSIONS) is not"
                                            + " known: add --config or the kernel's image"));
        } else if (!versions.isPresent()) {
            new ForceLoadQuestion(target.facts(), new TaintLog(state, module, findings))
                    .ask(SYMBOL, FindingCode.VERSIONS_MISSING, "the module has no CRCs (" + ModVersions.BASIC + ")");
        } else {
            compare(module, versions, findings);
        }
    }

    private void compare(KernelModule module, ModVersions versions, Findings findings) {
        String file = module.file().name();
        Optional<KernelSymbol> symbol = target.snapshot().symbols().exported(SYMBOL);
        Optional<Export> export = symbol.isPresent() ? symbol.get().export() : Optional.empty();
        OptionalInt crc = export.isPresent() ? export.get().crc() : OptionalInt.empty();
        if (!target.snapshot().knowsCrcs() || crc.isEmpty()) {
            findings.add(Finding.of(
                    FindingCode.VERSION_UNKNOWN,
                    file,
                    "the kernel's CRC"
                            + (crc.isEmpty() && target.snapshot().knowsCrcs() ? " of " + SYMBOL + " is" : "s are")
                            + " not known: add the kernel's image or --symvers"));
        } else if (versions.crc(SYMBOL).isEmpty()) {
            new MissingCrc(target.facts(), new TaintLog(state, module, findings))
                    .tell(SYMBOL, versions, FindingCode.VERSION_NO_MODULE_LAYOUT, "");
        } else if (!versions.agrees(SYMBOL, crc.getAsInt())) {
            findings.add(Finding.of(
                            FindingCode.VERSION_MODULE_LAYOUT,
                            file,
                            String.format(
                                    "built against other structures: CRC 0x%08x, this kernel's is 0x%08x; another"
                                            + " release or configuration",
                                    versions.crc(SYMBOL).getAsInt(), crc.getAsInt()))
                    .about(SYMBOL)
                    .kernelSays(module.infoName() + ": disagrees about version of symbol " + SYMBOL));
        }
    }
}
