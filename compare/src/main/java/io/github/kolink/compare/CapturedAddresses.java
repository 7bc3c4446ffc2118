// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;

import io.github.kolink.capture.CapturedSection;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionPlacement;
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
 * @param percpu base of per-CPU data; 0 is taken if it is not known
 */
record CapturedAddresses(List<CapturedSection> sections, OptionalLong percpu) implements AddressSpace {
    @Override
    public RegionAddresses reserve(ModuleLayout layout) {
        Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
        Map<Integer, Long> contradicting = new HashMap<>();
        percpu.ifPresent(base -> bases.put(RegionKind.PERCPU, base));
        for (SectionHeader section : layout.sections()) {
            Optional<SectionPlacement> place = layout.placement(section.index());
            if (place.isPresent() && place.get().region() != RegionKind.PERCPU) {
                find(section).filter(captured -> captured.address() != 0).ifPresent(captured -> {
                    long base = captured.address() - place.get().offset();
                    Long known = bases.putIfAbsent(place.get().region(), base);
                    if (known != null && known != base) {
                        contradicting.put(section.index(), captured.address());
                    }
                });
            }
        }
        return new RegionAddresses(bases, contradicting);
    }

    /** The captured header of a section: by index, or by name where the capture knows no indices. */
    Optional<CapturedSection> find(SectionHeader section) {
        return sections.stream()
                .filter(captured -> captured.index() < 0
                        ? captured.name().equals(section.name())
                        : captured.index() == section.index() && (captured.flags() & SHF_ALLOC) != 0)
                .findFirst();
    }
}
