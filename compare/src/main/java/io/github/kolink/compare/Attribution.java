// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.Place;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.relocate.RelocationCatalogue;
import io.github.kolink.relocate.RelocationType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Says for each byte of a module who may have written it. A pass's place comes before a relocation's field: a pass runs
 * later. Where the places of two passes overlap, as those of a return inside an alternative, the later pass has it.
 */
final class Attribution {
    private final LinkedImage image;
    private final RelocationCatalogue types;
    private final boolean hasRun;
    private final List<Cause> passes = new ArrayList<>();
    private final Map<Integer, List<Owned>> places = new HashMap<>();

    /** Passes from this one on are those that a running module's code is switched by. */
    private final int switched;

    private record Owned(Place place, int pass) {}

    /** A relocation of a section: the end of its field, and its entry. */
    private record Field(int end, RelocationTable table, int entry) {}

    /**
     * Attribution for one image.
     *
     * @param image ours
     * @param passes that the kernel has run and we may not have
     * @param types the architecture's relocation types
     * @param hasRun whether the kernel's module has run
     */
    Attribution(LinkedImage image, List<FinalisePass> passes, RelocationCatalogue types, boolean hasRun) {
        this.image = image;
        this.types = types;
        this.hasRun = hasRun;
        for (FinalisePass pass : passes) {
            add(pass.kernelFunction(), image.dependentPlaces(pass));
        }
        this.switched = this.passes.size();
        if (hasRun) {
            for (FinalisePass pass : passes) {
                add(pass.switchingFunction(), image.switchedPlaces(pass));
            }
        }
    }

    private void add(String kernelFunction, List<Place> written) {
        for (Place place : written) {
            places.computeIfAbsent(place.section(), index -> new ArrayList<>()).add(new Owned(place, passes.size()));
        }
        passes.add(Cause.pass(kernelFunction));
    }

    /** Attribution for one section. */
    Bytes of(SectionHeader section, int length, boolean writable) {
        return new Bytes(section.index(), length, writable);
    }

    /** Causes of one section's bytes. */
    final class Bytes {
        /** 1 + the pass a byte belongs to; 0 for none. */
        private final byte[] owner;

        private final boolean runTime;
        private final NavigableMap<Integer, Field> fields = new TreeMap<>();

        private Bytes(int section, int length, boolean writable) {
            this.owner = new byte[length];
            this.runTime = hasRun && writable;
            for (Owned owned : places.getOrDefault(section, List.of())) {
                int end =
                        Math.min(length, owned.place().offset() + owned.place().length());
                for (int at = owned.place().offset(); at < end; at++) {
                    // What a pass may have written at load needs no later cause.
                    boolean known = owned.pass() >= switched && owner[at] != 0;
                    owner[at] = known ? owner[at] : (byte) Math.max(owner[at], owned.pass() + 1);
                }
            }
            for (SectionHeader header : image.module().relocationSections()) {
                if (header.info() == section) {
                    addFields(image.module().file().relocations(header), length);
                }
            }
        }

        private void addFields(RelocationTable table, int length) {
            for (int entry = 0; entry < table.count(); entry++) {
                long offset = table.offset(entry);
                int width =
                        types.type(table.type(entry)).map(RelocationType::width).orElse(0);
                if (width > 0 && Long.compareUnsigned(offset, length) < 0) {
                    fields.put((int) offset, new Field((int) offset + width, table, entry));
                }
            }
        }

        /** Why a byte differs. */
        Cause cause(int offset) {
            if (owner[offset] != 0) {
                return passes.get(owner[offset] - 1);
            }
            if (runTime) {
                return Cause.RUN_TIME;
            }
            Map.Entry<Integer, Field> field = fields.floorEntry(offset);
            return field != null && offset < field.getValue().end()
                    ? Cause.relocation(types.name(
                            field.getValue().table().type(field.getValue().entry())))
                    : Cause.UNEXPLAINED;
        }

        /** What the relocation of a byte refers to; empty if it has none. */
        String reference(int offset) {
            Map.Entry<Integer, Field> field = fields.floorEntry(offset);
            if (field == null || offset >= field.getValue().end()) {
                return "";
            }
            RelocationTable table = field.getValue().table();
            int entry = field.getValue().entry();
            return new SymbolNames(image).of(table.symbol(entry)) + SymbolNames.signed(table.addend(entry));
        }
    }
}
