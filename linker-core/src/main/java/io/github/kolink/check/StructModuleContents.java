// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHF_WRITE;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the kernel takes over of the file's {@code struct module} without a look (include/linux/module.h 6.1, 7.3): most of it
 * is set by the loader, but not the pointers at the end of its kobject, which it follows when the module goes.
 */
record StructModuleContents(KernelModule module, KernelFacts facts, Findings findings) {
    /** {@code build_id}, with which the kobject begins later [bytes]. */
    private static final int BUILD_ID = 24;

    private static final KernelFact HAS_BUILD_ID = KernelFact.config("CONFIG_STACKTRACE_BUILD_ID");

    /**
     * State, list, name, kobject and its pointer to the module, on 64-bit machines [bytes]: the loader sets all of them but
     * the name ({@code mod_sysfs_init}, kernel/module/sysfs.c 6.1).
     */
    private static final int SET_BY_LOADER = 24 + 56 + 64 + 8;

    private static final int WORD = 8;
    /** {@code drivers_dir}, {@code mp} and {@code kobj_completion} ({@code struct module_kobject}) [bytes]. */
    private static final int TAKEN_OVER = 3 * WORD;

    void run() {
        Optional<SectionHeader> section = module.allocated(KernelModule.THIS_MODULE);
        if (section.isPresent() && module.file().machine().is64()) {
            check(section.get());
        }
    }

    private void check(SectionHeader section) {
        if (!section.has(SHF_WRITE) && facts.has(KernelFact.STRICT_MODULE_RWX)) {
            tell("the section is not writable, and the kernel writes to it");
        }
        ByteBuffer contents = module.file().contents(section);
        int from = SET_BY_LOADER + (facts.has(HAS_BUILD_ID) ? BUILD_ID : 0);
        for (int at = from; at < Math.min(from + TAKEN_OVER, contents.limit()); at++) {
            if (contents.get(at) != 0 && !isRelocated(section, at)) {
                tell("byte " + at + " is not zero: the kernel takes it for a pointer of its own");
                return;
            }
        }
    }

    private boolean isRelocated(SectionHeader section, int at) {
        for (SectionHeader relocations : module.relocationSections()) {
            if (relocations.info() == section.index()) {
                RelocationTable table = module.file().relocations(relocations);
                for (int entry = 0; entry < table.count(); entry++) {
                    long offset = table.offset(entry);
                    if (offset >= 0 && offset <= at && at - offset < WORD) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void tell(String detail) {
        findings.add(Finding.of(FindingCode.MODULE_STRUCT_DRIFT, module.file().name(), detail)
                .in(KernelModule.THIS_MODULE));
    }
}
