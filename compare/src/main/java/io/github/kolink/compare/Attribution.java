// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finalise.CodeAddresses;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.PatchedPlace;
import io.github.kolink.finalise.Place;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.relocate.RelocationCatalogue;
import io.github.kolink.relocate.RelocationType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Says for each byte of a module who may have written it. A pass's place comes before a relocation's field: a pass runs
 * later. Where the places of two passes overlap, as those of a return inside an alternative, the later pass has it. A place
 * whose contents no pass writes excuses nothing; of overlapping ones, it is enough if one of them has contents of its pass.
 */
final class Attribution {
    private final LinkedImage image;
    private final RelocationCatalogue types;
    private final boolean hasRun;
    private final CodeAddresses code;
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
     * @param code what is known about the kernel's code
     */
    Attribution(
            LinkedImage image,
            List<FinalisePass> passes,
            RelocationCatalogue types,
            boolean hasRun,
            CodeAddresses code) {
        this.image = image;
        this.types = types;
        this.hasRun = hasRun;
        this.code = code;
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
    Bytes of(SectionHeader section, byte[] linked, byte[] captured, boolean writable) {
        return new Bytes(section.index(), linked, captured, writable);
    }

    /** Causes of one section's bytes. */
    final class Bytes {
        /** 1 + the pass a byte belongs to; 0 for none. */
        private final byte[] owner;

        /** 1 + the pass at whose place a byte is, where none of those there writes what is there; 0 for none. */
        private final byte[] intruded;

        private final boolean runTime;
        private final NavigableMap<Integer, Field> fields = new TreeMap<>();

        private Bytes(int section, byte[] linked, byte[] captured, boolean writable) {
            int length = linked.length;
            this.owner = new byte[length];
            this.intruded = new byte[length];
            this.runTime = hasRun && writable;
            for (Owned owned : places.getOrDefault(section, List.of())) {
                Place place = owned.place();
                int end = Math.min(length, place.offset() + place.length());
                if (Arrays.mismatch(linked, place.offset(), end, captured, place.offset(), end) >= 0) {
                    boolean plausible = place.contents()
                            .mayBe(new PatchedPlace(
                                    captured,
                                    linked,
                                    place.offset(),
                                    end - place.offset(),
                                    image.address(section) + place.offset(),
                                    code));
                    own(plausible ? owner : intruded, owned.pass(), place.offset(), end);
                }
            }
            for (SectionHeader header : image.module().relocationSections()) {
                if (header.info() == section) {
                    addFields(image.module().file().relocations(header), length);
                }
            }
        }

        /** What a pass may have written at load needs no later cause. */
        private void own(byte[] owners, int pass, int from, int end) {
            for (int at = from; at < end; at++) {
                boolean known = pass >= switched && owners[at] != 0;
                owners[at] = known ? owners[at] : (byte) Math.max(owners[at], pass + 1);
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
            if (intruded[offset] != 0) {
                return Cause.implausible(passes.get(intruded[offset] - 1).name());
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
