// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import static io.github.kolink.elf.ElfConstants.SHT_REL;
import static io.github.kolink.elf.ElfConstants.SHT_RELA;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.Findings;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.SequentialAddresses;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.MemoryModel;
import io.github.kolink.relocate.Outcomes;
import io.github.kolink.relocate.Relocator;
import io.github.kolink.resolve.ExportNames;
import io.github.kolink.resolve.ImportRule;
import io.github.kolink.resolve.KernelExports;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.resolve.SymbolResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * One module ready for its relocation loop, which can be run again and again. Symbols that other modules export get an
 * address in the module area: only the time counts.
 */
final class RelocationWork {
    private final PlacedModule placed;
    private final List<RegionKind> kinds = new ArrayList<>();
    private final List<byte[]> pristine = new ArrayList<>();
    private final List<RelocationTable> tables = new ArrayList<>();
    private final List<SectionMemory> targets = new ArrayList<>();
    private final long[] symbols;
    private final ModuleLinker linker;
    private long relocations;
    private long reported;
    private final Outcomes outcomes = (entry, outcome, value) -> reported++;

    private RelocationWork(KernelModule module, ModuleLayout layout, ModuleLinker linker) {
        this.linker = linker;
        MemoryModel model = linker.memoryModel();
        this.placed = new PlacedModule(
                module,
                layout,
                new SequentialAddresses(model.moduleArea(), model.pageSize(), model.percpuBase()).reserve(layout));
        this.symbols = new SymbolResolver(
                        linker.target().snapshot(),
                        new ExportNames(linker.target().snapshot()),
                        new KernelExports(linker.target().snapshot()).of(module.symbols()),
                        linker.architecture(),
                        new ModuleExports(),
                        placed,
                        0,
                        ImportRule.ofLicense(module),
                        new Findings())
                .resolve()
                .values();
        for (int symbol = 1; symbol < symbols.length; symbol++) {
            if (symbols[symbol] == 0) {
                symbols[symbol] = model.moduleArea();
            }
        }
        for (SectionHeader section : layout.sections()) {
            if (section.type() == SHT_RELA || section.type() == SHT_REL) {
                placed.memory(section.info()).ifPresent(target -> {
                    RelocationTable table = Optional.ofNullable(
                                    layout.plan().reordered().get(section.index()))
                            .orElseGet(() -> module.file().relocations(section));
                    tables.add(table);
                    targets.add(target);
                    relocations += table.count();
                });
            }
        }
        for (RegionKind kind : RegionKind.values()) {
            if (placed.region(kind).length > 0) {
                kinds.add(kind);
                pristine.add(placed.region(kind).clone());
            }
        }
    }

    /** The work of a module; empty if the kernel would not lay it out. */
    static Optional<RelocationWork> of(Path file, ModuleLinker linker) throws IOException {
        ModuleFile bytes = ModuleFile.read(file);
        KernelModule module = KernelModule.of(
                ElfFile.parseAs(
                        bytes.name(),
                        bytes.bytes(),
                        linker.architecture().machine(),
                        linker.target().facts()),
                linker.target().facts());
        return linker.layOut(module, new Findings()).map(layout -> new RelocationWork(module, layout, linker));
    }

    /** How many relocations one run applies. */
    long relocations() {
        return relocations;
    }

    /** How many were not plainly applied so far, over all runs. */
    long reported() {
        return reported;
    }

    List<RelocationTable> tables() {
        return tables;
    }

    /** Of the memory as it is. */
    long checksum() {
        CRC32 crc = new CRC32();
        kinds.forEach(kind -> crc.update(placed.region(kind)));
        return crc.getValue();
    }

    /** Makes the memory what it is before the loop. */
    void restore() {
        for (int i = 0; i < kinds.size(); i++) {
            byte[] from = pristine.get(i);
            System.arraycopy(from, 0, placed.region(kinds.get(i)), 0, from.length);
        }
    }

    /** The plug-in's loop for one run. */
    Relocator plugin() {
        return linker.architecture().relocator(placed, linker.target().facts());
    }

    /** Runs a loop over all sections. */
    void apply(Relocator relocator) {
        for (int i = 0; i < tables.size(); i++) {
            relocator.apply(tables.get(i), symbols, targets.get(i), outcomes);
        }
    }
}
