// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHF_RELA_LIVEPATCH;
import static io.github.kolink.elf.ElfConstants.SHN_UNDEF;
import static io.github.kolink.elf.ElfConstants.SHT_REL;
import static io.github.kolink.elf.ElfConstants.SHT_RELA;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SectionTable;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.KernelMessages;
import io.github.kolink.relocate.Outcomes;
import io.github.kolink.relocate.RelocationOutcome;
import io.github.kolink.relocate.Relocator;
import io.github.kolink.resolve.ResolvedSymbols;
import java.util.BitSet;
import java.util.Optional;

/** Applies all relocations of a module, section by section ({@code apply_relocations}, kernel/module/main.c 6.1). */
final class RelocationPhase {
    private final PlacedModule placed;
    private final Architecture architecture;
    private final KernelTarget kernel;
    private final KernelFacts facts;
    private final long[] symbols;
    /** By symbol index: those whose values mean nothing; empty if there is none. */
    private final boolean[] provisional;

    private final LinkOptions options;
    private final Findings findings;
    private final RelocationCounts counts = new RelocationCounts();
    private long veneers;
    private long skipped;

    RelocationPhase(
            PlacedModule placed,
            Architecture architecture,
            KernelTarget kernel,
            ResolvedSymbols symbols,
            LinkOptions options,
            Findings findings) {
        this.placed = placed;
        this.architecture = architecture;
        this.kernel = kernel;
        this.facts = kernel.facts();
        this.symbols = symbols.values();
        this.provisional = byIndex(symbols.provisional());
        this.options = options;
        this.findings = findings;
    }

    private static boolean[] byIndex(BitSet set) {
        boolean[] array = new boolean[set.length()];
        for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
            array[i] = true;
        }
        return array;
    }

    RelocationCounts counts() {
        return counts;
    }

    long veneers() {
        return veneers;
    }

    long skipped() {
        return skipped;
    }

    void run() {
        Relocator relocator = architecture.relocator(placed, facts);
        SectionTable sections = placed.sections();
        for (int index = 0; index < sections.size(); index++) {
            SectionHeader section = sections.get(index);
            if (section.type() == SHT_RELA || section.type() == SHT_REL) {
                apply(section, relocator);
            } else if (section.has(SHF_RELA_LIVEPATCH)
                    && facts.has(KernelFact.LIVEPATCH)
                    && section.info() > 0
                    && section.info() < sections.size()
                    && sections.get(section.info()).has(SHF_ALLOC)) {
                // The kernel looks at the flag before the type.
                new LivepatchSymbols(placed, kernel, symbols, findings).isNamed(section);
            }
        }
        counts.trim();
    }

    private void apply(SectionHeader section, Relocator relocator) {
        RelocationTable reordered = placed.layout().plan().reordered().get(section.index());
        RelocationTable table =
                reordered != null ? reordered : placed.module().file().relocations(section);
        Optional<SectionMemory> target = target(section);
        if (target.isEmpty() || (section.has(SHF_RELA_LIVEPATCH) && !isForTheKernel(section, table))) {
            skipped += table.count();
        } else if (!architecture.takes(section.type())) {
            refuseForm(section);
        } else {
            apply(relocator, table, target.get());
        }
    }

    private boolean isForTheKernel(SectionHeader section, RelocationTable table) {
        return facts.has(KernelFact.LIVEPATCH)
                && new LivepatchSymbols(placed, kernel, symbols, findings).resolve(section, table);
    }

    /** The memory a relocation section applies to; empty where the kernel passes the section over. */
    private Optional<SectionMemory> target(SectionHeader section) {
        int target = section.info();
        if (target <= 0 || target >= placed.sections().size()) {
            return Optional.empty();
        }
        if (placed.layout().placements().isIn(target, RegionKind.PERCPU) && !facts.has(KernelFact.PERCPU_RELOCATED)) {
            if (section.size() != 0) {
                findings.add(Finding.of(
                                FindingCode.RELOC_PERCPU_SKIPPED,
                                placed.module().file().name(),
                                "this kernel does not relocate per-CPU data: "
                                        + placed.module()
                                                .file()
                                                .relocations(section)
                                                .count()
                                        + " relocations are passed over")
                        .in(placed.sections().get(target).name()));
            }
            return Optional.empty();
        }
        return placed.memory(target);
    }

    private void refuseForm(SectionHeader section) {
        // The kernel's stubs say REL for both forms (include/linux/moduleloader.h 6.1).
        findings.add(Finding.of(
                        FindingCode.RELOC_FORM,
                        placed.module().file().name(),
                        "section " + section.name() + " has type " + section.type() + ", which " + architecture.name()
                                + " kernels do not take")
                .in(placed.sections().get(section.info()).name())
                .kernelSays("module " + placed.module().name() + ": REL relocation unsupported"));
    }

    private void apply(Relocator relocator, RelocationTable table, SectionMemory target) {
        look(table, target);
        if (table.trailingBytes() != 0) {
            findings.add(Finding.of(
                            FindingCode.EXTRA_RELOC_PARTIAL_ENTRY,
                            placed.module().file().name(),
                            table.trailingBytes() + " bytes behind the last whole entry are dropped")
                    .in(table.header().name()));
        }
        Optional<RelocationListener> listener = options.listener();
        if (listener.isEmpty()) {
            relocator.apply(table, symbols, target, new Told(table, 0));
        } else {
            for (int entry = 0; entry < table.count(); entry++) {
                RelocationOutcome[] seen = {RelocationOutcome.APPLIED};
                Outcomes known = new Told(table, entry);
                listener.get().before(table, entry, target);
                relocator.apply(table.only(entry), symbols, target, (one, outcome, value) -> {
                    seen[0] = outcome;
                    known.report(one, outcome, value);
                });
                listener.get().after(table, entry, symbols, target, seen[0]);
            }
        }
    }

    /** Counts entries, and tells what is odd about them before they are applied. */
    private void look(RelocationTable table, SectionMemory target) {
        if (options.countsTypes()) {
            counts.addTypes(table);
        } else {
            counts.add(table.count());
        }
        boolean looks = architecture.looksAtInstructions();
        int looked = 0;
        int next = -1;
        do {
            next = table.next(next + 1, provisional);
            for (; looks && looked < table.count() && looked <= next; looked++) {
                look(table, looked, target);
            }
            if (next < table.count()) {
                takeProvisional(table, next, target);
            }
        } while (next < table.count());
    }

    private void look(RelocationTable table, int entry, SectionMemory target) {
        long offset = table.offset(entry);
        int type = table.type(entry);
        if (target.holds(offset, Integer.BYTES) && !architecture.fits(type, target.getLittle32(offset))) {
            int found = target.getLittle32(offset);
            FindingCode code = FindingCode.EXTRA_RELOC_INSTRUCTION;
            findings.add(
                    code,
                    () -> Finding.of(
                                    code,
                                    placed.module().file().name(),
                                    architecture.types().name(type) + " is not for the instruction 0x"
                                            + Integer.toHexString(found)
                                            + "; the kernel does not ask, and makes another one of it")
                            .at(placed.sections().get(table.targetSection()).name(), offset)
                            .about(symbolName(table.symbol(entry))));
        }
    }

    private void takeProvisional(RelocationTable table, int entry, SectionMemory target) {
        int section = placed.module().symbols().rawSectionIndex(table.symbol(entry));
        if (section == SHN_UNDEF) {
            options.fixups().orElseThrow().add(table, entry, target);
        } else {
            tellUnloaded(table, entry, section);
        }
    }

    private void tellUnloaded(RelocationTable table, int entry, int section) {
        FindingCode code = FindingCode.EXTRA_RELOC_UNLOADED_SECTION;
        findings.add(
                code,
                () -> Finding.of(
                                code,
                                placed.module().file().name(),
                                "refers to section "
                                        + placed.sections().get(section).name()
                                        + ", which is not loaded: the kernel writes an address that is soon not the module's")
                        .at(placed.sections().get(table.targetSection()).name(), table.offset(entry))
                        .about(symbolName(table.symbol(entry))));
    }

    /** What the relocator reports of a table that begins with one of this table's entries. */
    private final class Told implements Outcomes {
        private final RelocationTable table;
        private final int first;

        Told(RelocationTable table, int first) {
            this.table = table;
            this.first = first;
        }

        @Override
        public void report(int entry, RelocationOutcome outcome, long value) {
            if (outcome == RelocationOutcome.APPLIED_BY_VENEER
                    || outcome == RelocationOutcome.APPLIED_BY_BROKEN_VENEER) {
                veneers++;
            }
            outcome.code()
                    .ifPresent(code -> findings.add(code, () -> words(code, outcome, table, first + entry, value)));
        }
    }

    private Finding words(FindingCode code, RelocationOutcome outcome, RelocationTable table, int entry, long value) {
        int type = table.type(entry);
        int symbol = table.symbol(entry);
        boolean known = symbol >= 0 && symbol < symbols.length;
        SectionHeader target = placed.sections().get(table.targetSection());
        long p = placed.address(target.index()) + table.offset(entry);
        String module = placed.module().name();
        String detail = new OutcomeWords(architecture, placed.module().file().machine())
                .detail(outcome, table, entry, known ? symbols[symbol] : 0, p, target.size());
        return Finding.of(
                        code,
                        placed.module().file().name(),
                        outcome == RelocationOutcome.TARGET_NOT_ZERO
                                ? detail
                                        + new StructModuleDrift(placed, architecture, kernel, findings)
                                                .explanation(target)
                                : detail)
                .at(target.name(), table.offset(entry))
                .about(known ? symbolName(symbol) : "")
                .kernelSays(architecture
                        .messages()
                        .line(
                                outcome,
                                facts,
                                module,
                                type,
                                value,
                                new KernelMessages.Place(table.header().index(), table.filePosition(entry), p)));
    }

    private String symbolName(int symbol) {
        if (symbol < 0 || symbol >= symbols.length) {
            return "";
        }
        String name = placed.module().symbols().name(symbol).orElse("");
        int section = placed.module().symbols().definingSection(symbol);
        return name.isEmpty() && section > 0 && section < placed.sections().size()
                ? placed.sections().get(section).name()
                : name;
    }
}
