// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHT_NOBITS;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SectionTable;
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
    void run(SectionTable loaded) {
        thisModule();
        if (facts.has(KernelFact.EXPORT_FLAGS)) {
            for (String gone : List.of("__ksymtab_gpl", "__kcrctab_gpl")) {
                if (loaded.find(gone, SHF_ALLOC).isPresent()) {
                    remark("this kernel does not read the section", "ignoring obsolete section " + gone);
                }
            }
        }
        if (facts.has(KernelFact.CONSTRUCTORS)
                && loaded.find(".ctors", SHF_ALLOC).isPresent()
                && loaded.find(".init_array", SHF_ALLOC).isPresent()) {
            findings.add(Finding.of(
                            FindingCode.MODULE_CONSTRUCTORS,
                            module.file().name(),
                            "constructors in .ctors and in .init_array: its parts were built by different compilers")
                    .kernelSays(module.name() + ": has both .ctors and .init_array."));
        }
        if (loaded.find("__obsparm", SHF_ALLOC).isPresent()) {
            remark("it has parameters of the kind Linux 2.4 had", "Ignoring obsolete parameters");
        }
        if (facts.has(KernelFact.EXPORT_FLAGS)
                && loaded.find("__ksymtab", SHF_ALLOC)
                        .filter(table -> table.size() >= EXPORT)
                        .isPresent()
                && loaded.find("__kflagstab", SHF_ALLOC).isEmpty()) {
            findings.add(Finding.of(
                            FindingCode.EXPORT_FLAGS_MISSING,
                            module.file().name(),
                            "exports symbols and has no __kflagstab: built for an older kernel")
                    .kernelSays(module.name() + ": no flags for exported symbols"));
        }
    }

    /** Kernels up to 6.3 do not ask whether the file has contents for {@code struct module}. */
    private void thisModule() {
        if (facts.has(KernelFact.STRUCT_MODULE_CHECKED)) {
            return;
        }
        Optional<SectionHeader> section = module.allocated(KernelModule.THIS_MODULE);
        if (section.isPresent() && section.get().type() == SHT_NOBITS) {
            findings.add(Finding.of(
                            FindingCode.MODULE_STRUCT_DRIFT,
                            module.file().name(),
                            "struct module has no contents: no name, no lists, no init")
                    .in(KernelModule.THIS_MODULE));
        }
    }

    private void remark(String detail, String words) {
        findings.add(Finding.of(FindingCode.KERNEL_REMARK, module.file().name(), detail)
                .kernelSays(module.name() + ": " + words));
    }
}
