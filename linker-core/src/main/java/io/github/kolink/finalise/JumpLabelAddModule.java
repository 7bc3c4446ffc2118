// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code jump_label_add_module} (kernel/jump_label.c 6.1): sorts {@code __jump_table} by key, then by code; marks entries
 * whose code is freed after init; and points each key of the module to its first entry.
 *
 * <p>An entry is a distance to the code, one to the target, and a 64-bit one to the key with two flags in its low bits.
 * Reads and writes {@code __jump_table}; writes the second word of the module's own keys. The branches of keys that lie
 * outside the module depend on those keys' state.
 */
public final class JumpLabelAddModule implements FinalisePass {
    private static final String SECTION = "__jump_table";
    private static final int ENTRY_SIZE = 16;
    private static final int KEY = 8;
    private static final long FLAGS = 3;
    private static final long IN_INIT = 2;

    private static final int TARGET = 4;

    private final Branches branches;

    /** The branches of an architecture that can be switched. */
    public interface Branches {
        /**
         * Measures a branch.
         *
         * @param code the section it is in
         * @param offset [bytes into the section]
         * @return [bytes]; 0 if there is none
         */
        int length(SectionMemory code, long offset);

        /**
         * Tells whether a branch is in one of its two states: a jump to its target, or a NOP.
         *
         * @param branch in a kernel's memory
         * @param distance from the branch's first byte to its target [bytes]
         * @return false if something else stands there
         */
        boolean isEither(PatchedPlace branch, long distance);
    }

    /**
     * The pass of an architecture with relative entries.
     *
     * @param branches of the architecture
     */
    public JumpLabelAddModule(Branches branches) {
        this.branches = branches;
    }

    @Override
    public String kernelFunction() {
        return "jump_label_add_module";
    }

    @Override
    public boolean isNotifier() {
        return true;
    }

    @Override
    public String needs() {
        return "static keys of the kernel and of other modules";
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        branches(placed, out, false);
    }

    @Override
    public String switchingFunction() {
        return "jump_label_update";
    }

    @Override
    public void switchedPlaces(PlacedModule placed, Places out) {
        branches(placed, out, true);
    }

    /** The branches of keys that are the module's own, or of those that are not. */
    private void branches(PlacedModule placed, Places out, boolean own) {
        TableSection.of(placed, SECTION, ENTRY_SIZE).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                boolean isOwn = out.map().find(key(table, entry)).isPresent();
                Optional<AddressMap.Found> code = out.map().find(table.target32(entry, 0));
                if (isOwn == own && code.isPresent()) {
                    long site = table.target32(entry, 0);
                    int length = branches.length(code.get().memory(), code.get().offset());
                    long distance = table.target32(entry, TARGET) - site;
                    out.add(site, length, branch -> branches.isEither(branch, distance));
                }
            }
        });
    }

    @Override
    public void run(PlacedModule placed, KernelTarget target, Findings findings) {
        TableSection.of(placed, SECTION, ENTRY_SIZE).ifPresent(table -> {
            KernelSort.of(target.facts()).sort(new Entries(table), table.count());
            AddressMap map = new AddressMap(placed);
            OptionalLong known = OptionalLong.empty();
            for (int entry = 0; entry < table.count(); entry++) {
                boolean init = map.find(table.target32(entry, 0))
                        .filter(code -> placed.isInit(code.section()))
                        .isPresent();
                SectionMemory memory = table.memory();
                long field = memory.get64(table.at(entry) + KEY);
                memory.put64(table.at(entry) + KEY, init ? field | IN_INIT : field & ~IN_INIT);
                long key = key(table, entry);
                if (known.isEmpty() || known.getAsLong() != key) {
                    known = OptionalLong.of(key);
                    setEntries(map, key, memory.address() + table.at(entry));
                }
            }
        });
    }

    /** {@code static_key_set_entries}: the pointer shares its word with two bits that stay. */
    private static void setEntries(AddressMap map, long key, long entries) {
        map.find(key, 2 * KEY).ifPresent(found -> {
            long kept = found.memory().get64(found.offset() + KEY) & FLAGS;
            found.memory().put64(found.offset() + KEY, entries | kept);
        });
    }

    private static long key(TableSection table, int entry) {
        return table.addressOf(entry, KEY) + (table.memory().get64(table.at(entry) + KEY) & ~FLAGS);
    }

    private record Entries(TableSection table) implements KernelSort.Table {
        @Override
        public int compare(int left, int right) {
            int keys = Long.compareUnsigned(key(table, left), key(table, right));
            return keys != 0 ? keys : Long.compareUnsigned(table.target32(left, 0), table.target32(right, 0));
        }

        @Override
        public void swap(int one, int other) {
            table.swap(one, other, 0, 4);
            long distance = table.at(other) - table.at(one);
            SectionMemory memory = table.memory();
            memory.put64(table.at(one) + KEY, memory.get64(table.at(one) + KEY) + distance);
            memory.put64(table.at(other) + KEY, memory.get64(table.at(other) + KEY) - distance);
        }
    }
}
