// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHT_NOBITS;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;

/**
 * What kernels from 6.4 on ask of the section that becomes {@code struct module} ({@code elf_validity_cache_copy},
 * kernel/module/main.c 6.4; {@code elf_validity_cache_index_mod} 6.12.117, 7.3).
 *
 * @param wanted whether a size that no input tells is worth a finding
 */
record ThisModuleSection(StructureCheck check, KernelTarget target, boolean wanted) {
    private static final String NAME = KernelModule.THIS_MODULE;

    /** The kernel finds none, or several. */
    void notOne(String firstWord, long count) {
        check.refuse(
                FindingCode.MODULE_NO_THIS_MODULE,
                "",
                "there are " + count + " sections " + NAME
                        + (count == 0 ? ": an object that modpost has not finished, or no module" : ""),
                says(firstWord + " one " + NAME + " section must exist."));
    }

    void check(SectionHeader section) {
        if (section.type() == SHT_NOBITS) {
            refuse("it has no contents", NAME + " section must have a size set");
        }
        if (!section.has(SHF_ALLOC)) {
            refuse("it has no SHF_ALLOC", NAME + " must occupy memory during process execution");
        }
        if (target.structModule().isPresent()) {
            target.structModule()
                    .filter(known -> section.size() != known.size())
                    .ifPresent(known -> check.refuse(
                            FindingCode.MODULE_STRUCT_SIZE,
                            NAME,
                            StructModuleWords.sizes(section.size(), known),
                            says(NAME + " section size must match the kernel's built struct module size at run time")));
        } else if (wanted) {
            check.findings()
                    .add(Finding.of(
                                    FindingCode.MODULE_STRUCT_UNKNOWN,
                                    check.module().file().name(),
                                    "struct module has " + Long.toUnsignedString(section.size())
                                            + " bytes; the kernel refuses it unless its own has as many, which a module"
                                            + " of that kernel would tell, or its image with BTF")
                            .in(NAME));
        }
    }

    private void refuse(String detail, String words) {
        check.refuse(FindingCode.MODULE_NO_THIS_MODULE, NAME, detail, says(words));
    }

    private String says(String words) {
        return "module " + check.nameInInfo() + ": " + words;
    }
}
