// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.capture.CapturedModule;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.module.KernelModule;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A module at the addresses it was captured at. The base of a region follows from its first captured section; a section
 * that contradicts it is put where it was captured, and the linker says so.
 *
 * @param sections as captured
 * @param module whose sections they are
 * @param percpu base of per-CPU data; 0 is taken if it is not known
 * @param symbols as captured, if they were
 */
record CapturedAddresses(
        KernelModule module, List<CapturedSection> sections, OptionalLong percpu, Optional<CapturedSymbols> symbols)
        implements AddressSpace {
    static CapturedAddresses of(
            CapturedModule captured, KernelModule module, List<CapturedSection> sections, PercpuBases percpu)
            throws IOException {
        return new CapturedAddresses(
                module,
                sections,
                sections.equals(captured.sections()) ? percpu.of(captured, module) : percpuOf(sections),
                CapturedSymbols.of(captured, module));
    }

    /** The base in a boot in which the module was only loaded again: a line of its own. */
    private static OptionalLong percpuOf(List<CapturedSection> sections) {
        return sections.stream()
                .filter(section -> section.name().equals(".data..percpu") && section.address() != 0)
                .mapToLong(CapturedSection::address)
                .findFirst();
    }

    @Override
    public RegionAddresses reserve(ModuleLayout layout) {
        Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
        Map<Integer, Long> fixed = new HashMap<>();
        percpu.ifPresent(base -> bases.put(RegionKind.PERCPU, base));
        for (SectionHeader section : layout.sections()) {
            Optional<SectionPlacement> place = layout.placement(section.index());
            if (place.isPresent() && place.get().region() != RegionKind.PERCPU) {
                find(section).filter(captured -> captured.address() != 0).ifPresent(captured -> {
                    long base = captured.address() - place.get().offset();
                    Long known = bases.putIfAbsent(place.get().region(), base);
                    if (known != null && known != base) {
                        fixed.put(section.index(), captured.address());
                    }
                });
            }
        }
        fileCopy(layout)
                .ifPresent(copy -> layout.sections().stream()
                        .filter(section -> section.index() != 0
                                && layout.placement(section.index()).isEmpty())
                        .forEach(section -> fixed.put(section.index(), copy + section.offset())));
        return new RegionAddresses(bases, fixed);
    }

    /**
     * Where the loader's copy of the file was: symbols of sections that are not loaded are resolved into it ({@code
     * rewrite_section_headers}, kernel/module/main.c 6.1). Nothing but such a symbol tells; the first does for all.
     */
    private OptionalLong fileCopy(ModuleLayout layout) {
        SymbolTable table = module.symbols();
        for (int symbol = 1; symbols.isPresent() && symbol < table.count(); symbol++) {
            int section = table.definingSection(symbol);
            if (section > 0
                    && section < layout.sections().size()
                    && layout.placement(section).isEmpty()) {
                return OptionalLong.of(symbols.get().value(symbol)
                        - table.value(symbol)
                        - layout.sections().get(section).offset());
            }
        }
        return OptionalLong.empty();
    }

    /** The captured header of a section: by index, or by name where the capture knows no indices. */
    Optional<CapturedSection> find(SectionHeader section) {
        return sections.stream()
                .filter(captured -> captured.index() < 0
                        ? captured.name().equals(section.name())
                        : captured.index() == section.index())
                .findFirst();
    }
}
