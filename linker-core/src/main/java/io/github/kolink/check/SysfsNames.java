// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Names that become names of files in sysfs: the module's ({@code mod_sysfs_init}) and those of its sections ({@code
 * add_sect_attrs}, kernel/module/sysfs.c 6.1, 6.12, 7.3).
 */
record SysfsNames(KernelModule module, KernelFacts facts, Findings findings) {
    /** @param loaded the section headers as the loader has changed them */
    void run(List<SectionHeader> loaded) {
        if (module.structName().filter(String::isEmpty).isPresent()) {
            findings.add(Finding.of(
                            FindingCode.MODULE_NAME_EMPTY,
                            module.file().name(),
                            "struct module has no name, and sysfs takes none without")
                    .in(KernelModule.THIS_MODULE)
                    .kernelSays("kobject: (%p): attempted to be registered with empty name!"));
        }
        if (!mayRepeat(loaded)) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (SectionHeader section : loaded) {
            if (isShown(section) && !names.add(section.name())) {
                twice(section);
                return;
            }
        }
    }

    private static boolean isShown(SectionHeader section) {
        return section.has(SHF_ALLOC) && section.size() != 0;
    }

    /** Whether two names may be the same, by their hashes: no text is made of names that all differ. */
    private static boolean mayRepeat(List<SectionHeader> loaded) {
        int[] hashes = new int[loaded.size()];
        int count = 0;
        for (SectionHeader section : loaded) {
            if (isShown(section)) {
                hashes[count++] = section.nameHash();
            }
        }
        Arrays.sort(hashes, 0, count);
        for (int i = 1; i < count; i++) {
            if (hashes[i - 1] == hashes[i]) {
                return true;
            }
        }
        return false;
    }

    /** The kernel makes the files in the order of the sections and stops at the first that exists. */
    private void twice(SectionHeader section) {
        boolean refused = facts.has(KernelFact.SECTION_NAMES_UNIQUE);
        findings.add(Finding.of(
                        refused ? FindingCode.SECTION_NAME_TWICE : FindingCode.KERNEL_REMARK,
                        module.file().name(),
                        "section " + section.index() + " has the name of another one that is loaded"
                                + (refused ? "" : "; kernels from 6.12 on refuse that"))
                .in(section.name())
                .kernelSays("sysfs: cannot create duplicate filename '/module/" + module.name() + "/sections/"
                        + section.name() + "'"));
    }
}
