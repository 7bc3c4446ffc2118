// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.resolve.KernelExports;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.resolve.ProvidedSymbol;
import io.github.kolink.symbols.KernelSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A module may not export what the kernel or a module before it exports ({@code verify_exported_symbols},
 * kernel/module/main.c 6.1).
 *
 * @param exports the kernel's
 * @param others modules that are loaded before; the module itself may be among them
 * @param load knows which modules are loaded already, wherever they stand in the list
 */
record DuplicateExports(KernelSnapshot snapshot, KernelExports exports, ModuleExports others, LoadRules load) {
    private static final String KERNEL = "kernel";

    void check(KernelModule module, Findings findings) {
        for (ModuleExport export : module.exports()) {
            Optional<String> owner = owner(module, export.name());
            if (owner.isPresent()) {
                tell(module, export, owner.get(), findings);
            }
        }
    }

    private Optional<String> owner(KernelModule module, String name) {
        KernelExports.Name known = exports.find(name);
        if (snapshot.knowsExports() && known.isKernels()) {
            return Optional.of(KERNEL);
        }
        Optional<ProvidedSymbol> first = others.find(name);
        if (first.isPresent() && !first.get().owner().equals(module.name())) {
            return Optional.of(first.get().owner());
        }
        return load.knowsLoaded() ? loadedOwner(module, name, known) : Optional.empty();
    }

    private Optional<String> loadedOwner(KernelModule module, String name, KernelExports.Name known) {
        List<String> owners = new ArrayList<>(others.exporters(name));
        if (known.isExported()) {
            owners.add(known.owner());
        }
        for (String owner : owners) {
            if (!owner.equals(module.name()) && load.isLoaded(owner)) {
                return Optional.of(owner);
            }
        }
        return Optional.empty();
    }

    private static void tell(KernelModule module, ModuleExport export, String owner, Findings findings) {
        findings.add(
                FindingCode.SET_DUPLICATE_EXPORT,
                () -> Finding.of(
                                FindingCode.SET_DUPLICATE_EXPORT,
                                module.file().name(),
                                owner.equals(KERNEL)
                                        ? "the kernel exports it too"
                                        : "module " + owner + ", loaded before it, exports it too")
                        .about(export.name())
                        .kernelSays(module.name() + ": exports duplicate symbol " + export.name() + " (owned by "
                                + owner + ")"));
    }
}
