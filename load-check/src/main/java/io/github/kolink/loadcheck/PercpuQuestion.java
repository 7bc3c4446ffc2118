// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import java.util.Optional;

/** Is there room for the module's per-CPU data ({@code percpu_modalloc}, kernel/module/main.c 6.1)? */
record PercpuQuestion(KernelFacts facts) {
    /** What the kernel keeps for all modules together [bytes] ({@code PERCPU_MODULE_RESERVE}, include/linux/percpu.h 6.1). */
    private static final long RESERVE = 8 << 10;

    private static final long PAGE_SIZE = 4096;

    void ask(KernelModule module, Findings findings) {
        Optional<SectionHeader> section = module.allocated(".data..percpu");
        if (facts.has(KernelFact.SMP) && section.isPresent() && section.get().size() != 0) {
            ask(module, section.get(), findings);
        }
    }

    private static void ask(KernelModule module, SectionHeader section, Findings findings) {
        String file = module.file().name();
        if (Long.compareUnsigned(section.alignment(), PAGE_SIZE) > 0) {
            findings.add(Finding.of(FindingCode.KERNEL_REMARK, file, "aligned to a page only")
                    .in(section.name())
                    .kernelSays(module.name() + ": per-cpu alignment " + section.alignment() + " > " + PAGE_SIZE));
        }
        if (Long.compareUnsigned(section.size(), RESERVE) > 0) {
            String size = Long.toUnsignedString(section.size());
            findings.add(Finding.of(
                            FindingCode.PERCPU_TOO_LARGE,
                            file,
                            size + " bytes per CPU; the kernel keeps " + RESERVE + " for all modules together")
                    .in(section.name())
                    .kernelSays(module.name() + ": Could not allocate " + size + " bytes percpu data"));
        }
    }
}
