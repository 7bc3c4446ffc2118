// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHT_SYMTAB;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;

/**
 * The second half of {@code elf_validity_cache_copy}, kernel/module/main.c 6.4 to 6.12.107: sections are counted, those
 * without contents left out, and the symbol table comes before {@code struct module}.
 *
 * @param wanted whether a size that no input tells is worth a finding
 */
record CacheCopy(KernelModule module, KernelTarget target, boolean wanted, Findings findings)
        implements StructureCheck {
    @Override
    public void run() {
        if (count(".modinfo") > 1) {
            refuse(
                    FindingCode.MODULE_INFO_TWICE,
                    ".modinfo",
                    "there are " + count(".modinfo") + " sections of this name",
                    "Only one .modinfo section must exist.");
        }
        long tables = module.file().sections().stream()
                .filter(section -> section.type() == SHT_SYMTAB)
                .count();
        if (tables != 1) {
            stripped();
        }
        ThisModuleSection thisModule = new ThisModuleSection(this, target, wanted);
        if (count(KernelModule.THIS_MODULE) == 1) {
            thisModule.check(module.file().sections().stream()
                    .filter(section ->
                            !section.isEmptyInFile() && section.name().equals(KernelModule.THIS_MODULE))
                    .findFirst()
                    .orElseThrow());
        } else {
            thisModule.notOne("Only", count(KernelModule.THIS_MODULE));
        }
    }

    private long count(String name) {
        return module.file().sections().stream()
                .skip(1)
                .filter(section -> !section.isEmptyInFile())
                .map(SectionHeader::name)
                .filter(name::equals)
                .count();
    }
}
