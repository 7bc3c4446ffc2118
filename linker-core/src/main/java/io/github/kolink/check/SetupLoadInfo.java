// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.kernel.StructModule;
import io.github.kolink.module.KernelModule;

/** {@code setup_load_info}, kernel/module/main.c 6.1: what kernels up to 6.3 look for once the section headers are sound. */
record SetupLoadInfo(KernelModule module, KernelTarget target, Findings findings) implements StructureCheck {
    @Override
    public void run() {
        if (module.symbols().section() == 0) {
            stripped();
        }
        if (module.allocated(KernelModule.THIS_MODULE).isEmpty()) {
            findings.add(Finding.of(
                            FindingCode.MODULE_NO_THIS_MODULE,
                            module.file().name(),
                            "no section " + KernelModule.THIS_MODULE
                                    + ": an object that modpost has not finished, or no module")
                    .kernelSays(nameInInfo() + ": No module found in object"));
        }
        module.allocated(KernelModule.THIS_MODULE)
                .filter(section -> section.has(SHF_ALLOC))
                .ifPresent(section -> target.structModule()
                        .filter(known -> section.size() < known.size())
                        .ifPresent(this::tooSmall));
    }

    /** Nobody compares the sizes before 6.4: the kernel uses what lies behind the section as the rest of its structure. */
    private void tooSmall(StructModule known) {
        long size = module.allocated(KernelModule.THIS_MODULE).orElseThrow().size();
        findings.add(Finding.of(
                        FindingCode.MODULE_STRUCT_DRIFT,
                        module.file().name(),
                        StructModuleWords.sizes(size, known)
                                + ": the kernel, which does not compare them, writes beyond the module's")
                .in(KernelModule.THIS_MODULE));
    }
}
