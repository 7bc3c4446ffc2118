// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHT_NOBITS;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.util.List;
import java.util.Optional;

/** {@code find_module_sections}, and of what follows it the flags of exports (kernel/module/main.c 6.1, 7.3). */
record SpecialSections(KernelModule module, KernelFacts facts, Findings findings) {
    /** Value, name and namespace, 32 bits each; on 32-bit machines three pointers (include/linux/export-internal.h 6.4). */
    private static final int EXPORT = 12;

    /** @param loaded the section headers as the loader has changed them */
    void run(List<SectionHeader> loaded) {
        thisModule();
        if (facts.has(KernelFact.EXPORT_FLAGS)) {
            for (String gone : List.of("__ksymtab_gpl", "__kcrctab_gpl")) {
                if (find(loaded, gone).isPresent()) {
                    remark("this kernel does not read the section", "ignoring obsolete section " + gone);
                }
            }
        }
        if (facts.has(KernelFact.CONSTRUCTORS)
                && find(loaded, ".ctors").isPresent()
                && find(loaded, ".init_array").isPresent()) {
            findings.add(Finding.of(
                            FindingCode.MODULE_CONSTRUCTORS,
                            module.file().name(),
                            "constructors in .ctors and in .init_array: its parts were built by different compilers")
                    .kernelSays(module.name() + ": has both .ctors and .init_array."));
        }
        if (find(loaded, "__obsparm").isPresent()) {
            remark("it has parameters of the kind Linux 2.4 had", "Ignoring obsolete parameters");
        }
        if (facts.has(KernelFact.EXPORT_FLAGS)
                && find(loaded, "__ksymtab")
                        .filter(table -> table.size() >= EXPORT)
                        .isPresent()
                && find(loaded, "__kflagstab").isEmpty()) {
            findings.add(Finding.of(
                            FindingCode.EXPORT_FLAGS_MISSING,
                            module.file().name(),
                            "exports symbols and has no __kflagstab: built for an older kernel")
                    .kernelSays(module.name() + ": no flags for exported symbols"));
        }
    }

    /** Kernels up to 6.3 do not ask whether the file has contents for {@code struct module}. */
    private void thisModule() {
        if (!facts.has(KernelFact.STRUCT_MODULE_CHECKED)) {
            module.allocated(KernelModule.THIS_MODULE)
                    .filter(section -> section.type() == SHT_NOBITS)
                    .ifPresent(section -> findings.add(Finding.of(
                                    FindingCode.MODULE_STRUCT_DRIFT,
                                    module.file().name(),
                                    "struct module has no contents: no name, no lists, no init")
                            .in(KernelModule.THIS_MODULE)));
        }
    }

    private void remark(String detail, String words) {
        findings.add(Finding.of(FindingCode.KERNEL_REMARK, module.file().name(), detail)
                .kernelSays(module.name() + ": " + words));
    }

    private static Optional<SectionHeader> find(List<SectionHeader> sections, String name) {
        for (SectionHeader section : sections) {
            if (section.has(SHF_ALLOC) && section.isNamed(name)) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }
}
