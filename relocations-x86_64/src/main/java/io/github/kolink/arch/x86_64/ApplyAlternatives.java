// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.KernelStatePass;
import io.github.kolink.finalise.Places;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.layout.PlacedModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code apply_alternatives} (arch/x86/kernel/alternative.c 6.1): replaces instructions by those that suit the CPU.
 *
 * <p>Reads {@code .altinstructions} ({@code struct alt_instr}); writes the instructions it lists, and in some releases the
 * lengths in the table; needs the CPU's features.
 *
 * @param lengthField where the length of the original instructions stands [bytes into the entry]: 10 up to 6.2, 12 later
 */
record ApplyAlternatives(int lengthField) implements KernelStatePass {
    private static final int REPLACEMENT = 4;

    @Override
    public String kernelFunction() {
        return "apply_alternatives";
    }

    @Override
    public String needs() {
        return "boot_cpu_data.x86_capability";
    }

    /** Instructions that need no replacement have their NOPs optimised. */
    @Override
    public boolean readsEveryPlace() {
        return true;
    }

    /** All that the table says of one place. */
    private static final class Site {
        private final List<Alternatives.Replacement> replacements = new ArrayList<>();
        /** Of nested alternatives the longest counts for all. */
        private int length;
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, ".altinstructions", lengthField + 2).ifPresent(table -> {
            Map<Long, Site> sites = new HashMap<>();
            for (int entry = 0; entry < table.count(); entry++) {
                Site site = sites.computeIfAbsent(table.target32(entry, 0), address -> new Site());
                site.length = Math.max(site.length, length(table, entry));
                replacement(table, entry, out.map()).ifPresent(site.replacements::add);
            }
            Map<Long, Integer> branches = PatchedSites.of(placed, out.map());
            for (int entry = 0; entry < table.count(); entry++) {
                long address = table.target32(entry, 0);
                Site site = sites.computeIfAbsent(address, unknown -> new Site());
                out.add(address, site.length, new Alternatives(site.replacements, branches));
                if (length(table, entry) != site.length) {
                    // Some releases note it in the table (6.12 does, 6.1 and 7.3 do not).
                    out.add(table.addressOf(entry, lengthField), 1, field -> field.get8(0) == site.length);
                }
            }
        });
    }

    private int length(TableSection table, int entry) {
        return table.memory().get8(table.at(entry) + lengthField);
    }

    private Optional<Alternatives.Replacement> replacement(TableSection table, int entry, AddressMap map) {
        long address = table.target32(entry, REPLACEMENT);
        int length = table.memory().get8(table.at(entry) + lengthField + 1);
        return map.find(address, length).map(found -> {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) found.memory().get8(found.offset() + i);
            }
            return new Alternatives.Replacement(address, bytes);
        });
    }
}
