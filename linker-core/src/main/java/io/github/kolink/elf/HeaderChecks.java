// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static io.github.kolink.elf.ElfConstants.ET_REL;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;

/** What the kernel demands of a file header before it looks at sections ({@code elf_validity_check} 6.1). */
public final class HeaderChecks {
    private static final int E_TYPE_AT = 16;
    private static final int E_MACHINE_AT = 18;

    private HeaderChecks() {}

    /**
     * Checks a file that was read already.
     *
     * @param file the file
     * @param kernel the kernel's machine
     * @param findings where refusals go
     */
    public static void run(ElfFile file, ElfMachine kernel, Findings findings) {
        run(file.name(), file.header().type(), file.machine().machine(), kernel, findings);
    }

    static void run(String name, int type, int machine, ElfMachine kernel, Findings findings) {
        if (type != ET_REL) {
            findings.add(Finding.of(FindingCode.ELF_TYPE, name, "e_type is " + type + ", must be 1 (ET_REL)")
                    .at("", E_TYPE_AT)
                    .kernelSays("Invalid ELF header type: " + type + " != " + ET_REL));
        }
        if (machine != kernel.machine()) {
            findings.add(Finding.of(
                            FindingCode.ELF_MACHINE,
                            name,
                            "e_machine is " + machine + ", the kernel's is " + kernel.machine()
                                    + ": built for another architecture")
                    .at("", E_MACHINE_AT)
                    .kernelSays("Invalid architecture in ELF header: " + machine));
        }
    }
}
