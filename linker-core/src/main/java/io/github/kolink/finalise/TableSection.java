// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import java.util.Optional;

/** A loaded section that is an array of entries of one size. */
public final class TableSection {
    private final SectionMemory memory;
    private final int entrySize;

    private TableSection(SectionMemory memory, int entrySize) {
        this.memory = memory;
        this.entrySize = entrySize;
    }

    /**
     * A module's table.
     *
     * @param placed the module
     * @param name of the section
     * @param entrySize [bytes]
     * @return empty if the module has no such section, or it is not loaded
     */
    public static Optional<TableSection> of(PlacedModule placed, String name, int entrySize) {
        Optional<SectionHeader> section = placed.module().allocated(name);
        Optional<SectionMemory> memory = section.isEmpty()
                ? Optional.empty()
                : placed.memory(section.get().index());
        return memory.isEmpty() ? Optional.empty() : Optional.of(new TableSection(memory.get(), entrySize));
    }

    /**
     * The bytes.
     *
     * @return the section's memory
     */
    public SectionMemory memory() {
        return memory;
    }

    /**
     * Number of entries.
     *
     * @return whole entries
     */
    public int count() {
        return memory.length() / entrySize;
    }

    /**
     * Where an entry begins.
     *
     * @param entry index
     * @return [bytes into the section]
     */
    public long at(int entry) {
        return (long) entry * entrySize;
    }

    /**
     * The address of a field.
     *
     * @param entry index
     * @param field [bytes into the entry]
     * @return [kernel virtual address, unsigned]
     */
    public long addressOf(int entry, int field) {
        return memory.address() + at(entry) + field;
    }

    /**
     * Reads a 32-bit distance from the field itself.
     *
     * @param entry index
     * @param field [bytes into the entry]
     * @return the address it leads to [kernel virtual address, unsigned]
     */
    public long target32(int entry, int field) {
        return addressOf(entry, field) + memory.get32(at(entry) + field);
    }

    /**
     * Exchanges two entries.
     *
     * @param one index
     * @param other index
     * @param relative fields of 32 bits that hold a distance from themselves [bytes into the entry]; they keep their
     *     targets
     */
    public void swap(int one, int other, int... relative) {
        for (int i = 0; i < entrySize; i++) {
            int kept = memory.get8(at(one) + i);
            memory.put8(at(one) + i, memory.get8(at(other) + i));
            memory.put8(at(other) + i, kept);
        }
        int distance = (other - one) * entrySize;
        for (int field : relative) {
            memory.put32(at(one) + field, memory.get32(at(one) + field) + distance);
            memory.put32(at(other) + field, memory.get32(at(other) + field) - distance);
        }
    }
}
