// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;
import static io.github.kolink.elf.ElfConstants.SHF_WRITE;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.HeaderChecks;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.Architecture;

/**
 * What can be said of a module from its file alone: the rest of {@code elf_validity_check}, then {@code setup_load_info}
 * (kernel/module/main.c 6.1).
 */
public final class ModuleChecks {
    private final KernelModule module;
    private final ElfFile file;
    private final Findings findings;

    private ModuleChecks(KernelModule module, Findings findings) {
        this.module = module;
        this.file = module.file();
        this.findings = findings;
    }

    /**
     * Runs the checks before the architecture's hook.
     *
     * @param module the module
     * @param architecture of the target kernel
     * @param findings where refusals go
     */
    public static void beforePlan(KernelModule module, Architecture architecture, Findings findings) {
        ModuleChecks checks = new ModuleChecks(module, findings);
        checks.header(architecture);
        checks.symbolTable();
        checks.thisModule();
        checks.alignments();
        if (module.isLivepatch()) {
            findings.add(Finding.of(
                    FindingCode.MODULE_LIVEPATCH,
                    module.file().name(),
                    "a livepatch module: its livepatch symbols are resolved by the running kernel, not here"));
        }
    }

    /**
     * Runs the checks behind the architecture's hook.
     *
     * @param module the module
     * @param facts the target kernel
     * @param findings where refusals go
     */
    public static void afterPlan(KernelModule module, KernelFacts facts, Findings findings) {
        if (facts.has(KernelFact.STRICT_MODULE_RWX)) {
            new ModuleChecks(module, findings).writeExec();
        }
    }

    private void header(Architecture architecture) {
        HeaderChecks.run(file, architecture.machine(), findings);
        if (file.header().extendedNumbering()) {
            findings.add(Finding.of(
                            FindingCode.ELF_EXTENDED_NUMBERING,
                            file.name(),
                            file.sections().size()
                                    + " sections are numbered in the extended way, which the kernel does not read")
                    .kernelSays(
                            "Invalid ELF section name index: " + file.header().rawSectionNames()
                                    + " || e_shstrndx (" + file.header().rawSectionNames() + ") >= e_shnum ("
                                    + file.header().rawSectionCount() + ")"));
        }
    }

    private void symbolTable() {
        if (module.symbols().section() == 0) {
            findings.add(Finding.of(FindingCode.MODULE_STRIPPED, file.name(), "no symbol table: was it stripped?")
                    .kernelSays(kernelName() + ": module has no symbols (stripped?)"));
        } else if (module.symbols().count() > 0 && !module.symbols().strings().isTerminated()) {
            findings.add(Finding.of(
                            FindingCode.MODULE_STRING_BOUNDS,
                            file.name(),
                            "the symbol string table does not end with NUL: the kernel reads beyond it")
                    .in(file.sections().get(module.symbols().section()).name()));
        }
    }

    private void thisModule() {
        if (module.allocated(KernelModule.THIS_MODULE).isEmpty()) {
            findings.add(Finding.of(
                            FindingCode.MODULE_NO_THIS_MODULE,
                            file.name(),
                            "no section " + KernelModule.THIS_MODULE
                                    + ": an object that modpost has not finished, or no module")
                    .kernelSays(kernelName() + ": No module found in object"));
        }
    }

    private String kernelName() {
        return module.info().first("name").orElse("(missing .modinfo section or name field)");
    }

    private void alignments() {
        for (SectionHeader section : file.sections()) {
            long alignment = section.alignment();
            if (section.has(SHF_ALLOC) && (alignment & (alignment - 1)) != 0) {
                findings.add(
                        FindingCode.EXTRA_SECTION_ALIGNMENT,
                        () -> Finding.of(
                                        FindingCode.EXTRA_SECTION_ALIGNMENT,
                                        file.name(),
                                        "sh_addralign is " + Long.toUnsignedString(alignment)
                                                + ", no power of two: the kernel would compute a wrong offset")
                                .in(section.name()));
            }
        }
    }

    private void writeExec() {
        for (SectionHeader section : file.sections()) {
            if (section.has(SHF_WRITE | SHF_EXECINSTR)) {
                findings.add(
                        FindingCode.MODULE_WRITE_EXEC,
                        () -> Finding.of(
                                        FindingCode.MODULE_WRITE_EXEC,
                                        file.name(),
                                        "the section is writable and executable")
                                .in(section.name())
                                .kernelSays(module.name() + ": section " + section.name() + " (index " + section.index()
                                        + ") has invalid WRITE|EXEC flags"));
            }
        }
    }
}
