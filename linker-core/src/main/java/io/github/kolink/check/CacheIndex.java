// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHT_STRTAB;
import static io.github.kolink.elf.ElfConstants.SHT_SYMTAB;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;
import java.util.List;

/**
 * {@code elf_validity_cache_index_info}, {@code _mod}, {@code _sym} and {@code _str}, kernel/module/main.c 6.12.117 and
 * 7.3, and what 7.3 has behind them: {@code elf_validity_cache_index_versions}, {@code elf_validity_cache_strtab}.
 *
 * @param wanted whether a size that no input tells is worth a finding
 */
record CacheIndex(KernelModule module, KernelTarget target, boolean wanted, Findings findings)
        implements StructureCheck {
    @Override
    public void run() {
        List<SectionHeader> infos = named(".modinfo");
        if (infos.size() > 1) {
            refuse(
                    FindingCode.MODULE_INFO_TWICE,
                    ".modinfo",
                    "there are " + infos.size() + " sections of this name",
                    "Only one .modinfo section must exist.");
        }
        List<SectionHeader> modules = named(KernelModule.THIS_MODULE);
        ThisModuleSection thisModule = new ThisModuleSection(this, target, wanted);
        if (modules.size() == 1) {
            thisModule.check(modules.get(0));
        } else {
            thisModule.notOne("Exactly", modules.size());
        }
        List<SectionHeader> tables = module.file().sections().stream()
                .filter(section -> section.type() == SHT_SYMTAB)
                .toList();
        if (tables.size() != 1) {
            stripped();
        } else {
            strings(tables.get(0));
        }
    }

    private List<SectionHeader> named(String name) {
        return module.file().sections().stream()
                .skip(1)
                .filter(section -> section.name().equals(name))
                .toList();
    }

    private void strings(SectionHeader symbols) {
        List<SectionHeader> sections = module.file().sections();
        int link = symbols.link();
        if (link <= 0 || link >= sections.size()) {
            refuse(
                    FindingCode.ELF_SYMTAB_LINK,
                    symbols.name(),
                    "sh_link is " + Integer.toUnsignedString(link) + ", it must name the string table",
                    "Invalid ELF sh_link!=SHN_UNDEF(" + link + ") or (sh_link(" + link + ") >= hdr->e_shnum("
                            + sections.size() + ")");
            return;
        }
        SectionHeader strings = sections.get(link);
        if (target.facts().has(KernelFact.STRING_TABLE_TYPES) && strings.type() != SHT_STRTAB) {
            refuse(
                    FindingCode.MODULE_STRING_TABLE,
                    strings.name(),
                    "sh_type is " + Integer.toUnsignedString(strings.type()) + ", must be 3 (SHT_STRTAB)",
                    "Invalid ELF symbol string table type: " + Integer.toUnsignedString(strings.type()));
            return;
        }
        if (target.facts().has(KernelFact.EXTENDED_MODVERSIONS)) {
            new ExtendedVersions(this).run();
        }
        if (target.facts().has(KernelFact.SYMBOL_NAMES_CHECKED)) {
            new SymbolStrings(this, strings).run();
        }
    }
}
