// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSymbol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A module may not export what the kernel or a module before it exports ({@code verify_exported_symbols},
 * kernel/module/main.c 6.1).
 *
 * @param others modules that are loaded before; the module itself may be among them
 * @param load knows which modules are loaded already, wherever they stand in the list
 */
record DuplicateExports(KernelTarget target, ModuleExports others, LoadRules load) {
    private static final String KERNEL = "kernel";

    void check(KernelModule module, Findings findings) {
        for (ModuleExport export : module.exports()) {
            owner(module, export.name()).ifPresent(owner -> tell(module, export, owner, findings));
        }
    }

    private Optional<String> owner(KernelModule module, String name) {
        if (target.snapshot().knowsExports() && target.exports(name)) {
            return Optional.of(KERNEL);
        }
        List<String> exporters = others.exporters(name);
        Stream<String> before = exporters.stream().limit(1);
        Stream<String> listed = target.snapshot().symbols().exported(name).map(KernelSymbol::owner).stream();
        Stream<String> loaded = Stream.concat(exporters.stream(), listed).filter(load::isLoaded);
        return Stream.concat(before, loaded)
                .filter(owner -> !owner.equals(module.name()))
                .findFirst();
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
