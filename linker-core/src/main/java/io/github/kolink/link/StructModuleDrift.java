// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.structure.StructModule;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether a module puts its pointers to init and exit where the kernel's {@code struct module} has them. Kernels from 6.4 on
 * compare the sizes; before, the kernel fills in the structure by its own offsets and then relocates by the module's
 * (kernel/module/main.c 6.1), so that a relocation meets a field in use or leaves one empty.
 */
record StructModuleDrift(PlacedModule placed, Architecture architecture, KernelTarget target, Findings findings) {
    void tell() {
        Optional<StructModule> known = target.structModule();
        Optional<SectionHeader> section = placed.module().allocated(KernelModule.THIS_MODULE);
        if (target.facts().has(KernelFact.STRUCT_MODULE_CHECKED) || known.isEmpty() || section.isEmpty()) {
            return;
        }
        boolean tooSmall = section.get().size() < known.get().size();
        if (tooSmall || hasStranger(section.get(), known.get())) {
            findings.add(Finding.of(
                            FindingCode.MODULE_STRUCT_DRIFT,
                            placed.module().file().name(),
                            words(section.get(), known.get())
                                    + (tooSmall
                                            ? "; the kernel writes behind the module's"
                                            : "; a field the kernel uses is overwritten or found in use"))
                    .in(KernelModule.THIS_MODULE));
        }
    }

    /** What is added where a relocation finds its field in use; empty if it has another cause or none is known. */
    String explanation(SectionHeader section) {
        return section.name().equals(KernelModule.THIS_MODULE)
                ? target.structModule()
                        .map(known -> ". " + words(section, known))
                        .orElse("")
                : "";
    }

    private String words(SectionHeader section, StructModule kernel) {
        return "struct module has " + Long.toUnsignedString(section.size()) + " bytes and pointers at "
                + offsets(section) + ", the kernel's " + kernel.size() + " and init at " + kernel.initOffset()
                + ", exit at " + kernel.exitOffset() + ": built for another kernel or configuration";
    }

    /** Whether a pointer lies elsewhere than those to init and exit. */
    private boolean hasStranger(SectionHeader section, StructModule kernel) {
        for (long offset : offsets(section)) {
            if (offset != kernel.initOffset() && offset != kernel.exitOffset()) {
                return true;
            }
        }
        return false;
    }

    private TreeSet<Long> offsets(SectionHeader section) {
        TreeSet<Long> offsets = new TreeSet<>();
        for (SectionHeader relocations : placed.module().relocationSections()) {
            if (relocations.info() == section.index()) {
                RelocationTable table = placed.module().file().relocations(relocations);
                for (int entry = 0; entry < table.count(); entry++) {
                    if (!architecture.initialisesStructModule(symbol(table.symbol(entry)))) {
                        offsets.add(table.offset(entry));
                    }
                }
            }
        }
        return offsets;
    }

    private String symbol(int index) {
        SymbolTable symbols = placed.module().symbols();
        return index >= 0 && index < symbols.count() ? symbols.name(index).orElse("") : "";
    }
}
