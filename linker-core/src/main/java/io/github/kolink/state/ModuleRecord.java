// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.load.Insertion;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.resolve.ProvidedSymbol;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is remembered of one module. Immutable.
 *
 * @param name the module's
 * @param base what {@code /proc/modules} shows as its address [kernel virtual address, unsigned]
 * @param size what it shows as its size [bytes]
 * @param state how far it is
 * @param autoclean whether it may be removed when it is unused for a while: it was loaded because the kernel asked
 * @param lastUsed when it was last seen in use [milliseconds since 1970]; 0 if never
 * @param regions its memory, without what is freed after init
 * @param sections its sections in that memory, in the order of the file
 * @param exports by name
 * @param uses the modules whose exports it uses
 */
public record ModuleRecord(
        String name,
        long base,
        long size,
        ModuleState state,
        boolean autoclean,
        long lastUsed,
        List<Placed> regions,
        List<Placed> sections,
        SortedMap<String, ProvidedSymbol> exports,
        List<String> uses) {
    /**
     * A record.
     *
     * @param name the module's
     * @param base its address
     * @param size [bytes]
     * @param state how far it is
     * @param autoclean whether it may be removed when unused
     * @param lastUsed when it was last seen in use
     * @param regions its memory
     * @param sections its sections
     * @param exports by name
     * @param uses the modules it uses
     */
    public ModuleRecord {
        regions = List.copyOf(regions);
        sections = List.copyOf(sections);
        exports = Collections.unmodifiableSortedMap(new TreeMap<>(exports));
        uses = List.copyOf(uses);
    }

    /**
     * The record of a module that was just inserted.
     *
     * @param insertion of a module that is loaded
     * @param shown what the kernel's list has of it
     * @return not autoclean, never used
     */
    public static ModuleRecord of(Insertion insertion, ResidentModule shown) {
        LinkedImage image = insertion.link().image().orElseThrow();
        List<Placed> regions = new ArrayList<>();
        for (MemoryRegion region : image.regions()) {
            if (!region.kind().isInit()) {
                regions.add(new Placed(region.kind().label(), image.base(region.kind()), region.size()));
            }
        }
        List<Placed> sections = new ArrayList<>();
        for (SectionHeader section : image.sections()) {
            boolean stays =
                    image.region(section.index()).filter(kind -> !kind.isInit()).isPresent();
            if (stays && !section.name().isEmpty()) {
                sections.add(new Placed(section.name(), image.address(section.index()), section.size()));
            }
        }
        return new ModuleRecord(
                shown.name(),
                shown.base(),
                shown.size(),
                shown.state(),
                false,
                0,
                regions,
                sections,
                exports(image),
                image.providers());
    }

    private static SortedMap<String, ProvidedSymbol> exports(LinkedImage image) {
        SortedMap<String, ProvidedSymbol> exports = new TreeMap<>();
        boolean proprietary = !image.module().info().isGplCompatible();
        for (ModuleExport export : image.module().exports()) {
            int section = image.symbols().definingSection(export.symbol());
            if (section < 0 || image.isLoaded(section)) {
                Export how = new Export(
                        export.gplOnly() ? ExportClass.GPL : ExportClass.PLAIN, export.crc(), export.namespace());
                long address = image.value(export.symbol()) + export.addend();
                exports.put(
                        export.name(),
                        new ProvidedSymbol(address, image.module().name(), how, Optional.of(proprietary)));
            }
        }
        return exports;
    }

    /**
     * The same module, marked.
     *
     * @param nowAutoclean whether it may be removed when unused
     * @param nowLastUsed when it was last seen in use [milliseconds since 1970]
     * @return a new record
     */
    public ModuleRecord marked(boolean nowAutoclean, long nowLastUsed) {
        return new ModuleRecord(name, base, size, state, nowAutoclean, nowLastUsed, regions, sections, exports, uses);
    }
}
