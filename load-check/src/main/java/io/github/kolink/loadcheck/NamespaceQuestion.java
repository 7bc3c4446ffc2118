// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.util.List;

/** Namespaces of symbols: which may a module import, and which does it? */
record NamespaceQuestion(KernelFacts facts) {
    private static final String OF_MODULES = "module:";

    /** Does the module import a namespace that is not for importing ({@code setup_modinfo}, kernel/module/main.c 7.3)? */
    void ask(KernelModule module, Findings findings) {
        if (facts.has(KernelFact.MODULE_NAMESPACES)) {
            for (String space : module.info().all("import_ns")) {
                if (space.startsWith(OF_MODULES)) {
                    findings.add(Finding.of(
                                    FindingCode.IMPORT_MODULE_NAMESPACE,
                                    module.file().name(),
                                    "exports for modules by name need no import, and allow none: remove import_ns="
                                            + space)
                            .kernelSays(module.name() + ": module tries to import module namespace: " + space));
                    return;
                }
            }
        }
    }

    /** May the module use a namespace ({@code verify_namespace_is_imported})? */
    boolean allows(KernelModule module, List<String> imported, String space) {
        return imported.contains(space) || (facts.has(KernelFact.MODULE_NAMESPACES) && isNamed(space, module.name()));
    }

    /** {@code verify_module_namespace}, kernel/module/main.c 7.3: names or beginnings of names, with commas between. */
    static boolean isNamed(String space, String module) {
        if (!space.startsWith(OF_MODULES)) {
            return false;
        }
        String name = module.replace('-', '_');
        for (String wanted : space.substring(OF_MODULES.length()).split(",", -1)) {
            String pattern = wanted.replace('-', '_');
            boolean open = pattern.endsWith("*");
            if (open ? name.startsWith(pattern.substring(0, pattern.length() - 1)) : name.equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
