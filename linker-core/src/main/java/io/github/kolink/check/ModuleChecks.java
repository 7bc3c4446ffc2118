// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;
import static io.github.kolink.elf.ElfConstants.SHF_WRITE;
import static io.github.kolink.elf.ElfConstants.SHT_NOBITS;
import static io.github.kolink.elf.ElfConstants.SHT_NULL;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.HeaderChecks;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SectionTable;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.Architecture;
import java.util.Optional;

/**
 * What can be said of a module from its file alone, at the places where {@code load_module} asks it (kernel/module/main.c
 * 6.1).
 */
public final class ModuleChecks {
    private final KernelModule module;
    private final KernelTarget target;
    private final Findings findings;
    private final ElfFile file;
    private final SectionTable sections;

    /**
     * Checks of one module for one kernel.
     *
     * @param module the module
     * @param target the kernel
     * @param findings where refusals go
     */
    public ModuleChecks(KernelModule module, KernelTarget target, Findings findings) {
        this.module = module;
        this.target = target;
        this.findings = findings;
        this.file = module.file();
        this.sections = file.sections();
    }

    /**
     * Before the architecture's hook: {@code setup_load_info}, from 6.4 on {@code elf_validity_cache_copy}.
     *
     * @param architecture of the target kernel
     * @param wanted whether an answer that no input gives is worth a finding
     */
    public void beforePlan(Architecture architecture, boolean wanted) {
        header(architecture);
        sectionNames();
        structure(wanted).run();
    }

    private StructureCheck structure(boolean wanted) {
        KernelFacts facts = target.facts();
        if (facts.has(KernelFact.SECTIONS_BEFORE_NAMES)) {
            return new CacheIndex(module, target, wanted, findings);
        }
        return facts.has(KernelFact.STRUCT_MODULE_CHECKED)
                ? new CacheCopy(module, target, wanted, findings)
                : new SetupLoadInfo(module, findings);
    }

    /**
     * Behind the architecture's hook: {@code module_enforce_rwx_sections}, {@code layout_symtab}, {@code move_module}.
     *
     * @param plan what the hook has changed
     */
    public void afterPlan(LayoutPlan plan) {
        if (target.facts().has(KernelFact.STRICT_MODULE_RWX)) {
            writeExec(plan);
        }
        alignments();
        for (int index = 0; index < sections.size(); index++) {
            SectionHeader section = sections.get(index);
            if (section.type() == SHT_NULL
                    && section.has(SHF_ALLOC)
                    && !plan.rewrites(index)
                    && !file.hasRoomFor(section)) {
                readsOutside(section, "of type NULL its bounds are not checked, and the kernel copies its contents");
            }
        }
        new SymbolNames(module, target.facts(), findings).run();
    }

    /**
     * Behind layout: {@code find_module_sections} and what follows it up to the symbols.
     *
     * @param layout the module's
     */
    public void afterLayout(ModuleLayout layout) {
        new SpecialSections(module, target.facts(), findings).run(layout.sections());
    }

    /**
     * Behind relocation: {@code post_relocation}.
     */
    public void afterRelocation() {
        new StructModuleContents(module, target.facts(), findings).run();
        if (target.facts().has(KernelFact.SMP)) {
            Optional<SectionHeader> percpu = module.allocated(".data..percpu");
            if (percpu.isPresent() && percpu.get().type() == SHT_NOBITS && !file.hasRoomFor(percpu.get())) {
                readsOutside(
                        percpu.get(), "of type NOBITS its bounds are not checked, and the kernel copies its contents");
            }
        }
    }

    /**
     * Behind finalisation: {@code complete_formation}.
     *
     * @param placed the module
     */
    public void atFormation(PlacedModule placed) {
        new ExportTables(placed, target.facts(), findings).run();
    }

    /**
     * Behind formation: the notifiers ({@code prepare_coming_module}).
     */
    public void afterFormation() {
        new ModuleBtf(module, target.facts(), findings).run();
    }

    /**
     * Behind the parameters: {@code mod_sysfs_setup}.
     *
     * @param placed the module
     */
    public void afterParameters(PlacedModule placed) {
        new SysfsNames(module, target.facts(), findings).run(placed.sections());
    }

    private void header(Architecture architecture) {
        HeaderChecks.run(file, architecture.machine(), findings);
        if (file.header().extendedNumbering()) {
            findings.add(Finding.of(
                            FindingCode.ELF_EXTENDED_NUMBERING,
                            file.name(),
                            sections.size()
                                    + " sections are numbered in the extended way, which the kernel does not read")
                    .kernelSays(
                            "Invalid ELF section name index: " + file.header().rawSectionNames()
                                    + " || e_shstrndx (" + file.header().rawSectionNames() + ") >= e_shnum ("
                                    + file.header().rawSectionCount() + ")"));
        }
    }

    /** The kernel looks for sections by name among those it loads, from 6.4 on and for BTF among all. */
    private void sectionNames() {
        boolean all = target.facts().has(KernelFact.STRUCT_MODULE_CHECKED)
                || target.facts().has(KernelFact.BTF_MODULES);
        for (int index = 1; index < sections.size(); index++) {
            SectionHeader section = sections.get(index);
            if (!section.hasName() && (all || section.has(SHF_ALLOC))) {
                readsOutside(section, "its name lies outside the file");
            }
        }
    }

    private void readsOutside(SectionHeader section, String detail) {
        findings.add(
                FindingCode.ELF_READ_OUTSIDE,
                () -> Finding.of(
                                FindingCode.ELF_READ_OUTSIDE, file.name(), "section " + section.index() + ": " + detail)
                        .in(section.name()));
    }

    private void alignments() {
        for (int index = 0; index < sections.size(); index++) {
            SectionHeader section = sections.get(index);
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

    private void writeExec(LayoutPlan plan) {
        for (int index = 0; index < sections.size(); index++) {
            SectionHeader section = sections.get(index);
            if (section.has(SHF_WRITE | SHF_EXECINSTR) && !plan.rewrites(index)) {
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
