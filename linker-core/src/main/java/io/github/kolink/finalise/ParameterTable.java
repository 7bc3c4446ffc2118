// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import java.util.Optional;

/**
 * The parameters a module declares: its {@code __param} section, an array of {@code struct kernel_param}
 * (include/linux/moduleparam.h 6.1; the same up to 7.3).
 */
public final class ParameterTable {
    /** The section. */
    public static final String SECTION = "__param";

    private final TableSection table;
    private final int pointer;

    private ParameterTable(TableSection table, int pointer) {
        this.table = table;
        this.pointer = pointer;
    }

    /**
     * The table of a module.
     *
     * @param placed the module, relocated
     * @return empty if it has none
     */
    public static Optional<ParameterTable> of(PlacedModule placed) {
        int pointer = placed.module().file().machine().is64() ? 8 : 4;
        return TableSection.of(placed, SECTION, 5 * pointer).map(table -> new ParameterTable(table, pointer));
    }

    /**
     * Number of parameters.
     *
     * @return whole entries
     */
    public int count() {
        return table.count();
    }

    /**
     * The name.
     *
     * @param entry index
     * @return where its text is [kernel virtual address, unsigned]
     */
    public long name(int entry) {
        return word(entry, 0);
    }

    /**
     * What sets and shows the parameter ({@code struct kernel_param_ops}).
     *
     * @param entry index
     * @return [kernel virtual address, unsigned]
     */
    public long operations(int entry) {
        return word(entry, 2 * pointer);
    }

    /**
     * Where {@link #operations} is stored.
     *
     * @param entry index
     * @return [bytes into the section]
     */
    public long operationsAt(int entry) {
        return table.at(entry) + 2L * pointer;
    }

    /**
     * The flags ({@code KERNEL_PARAM_FL_*}).
     *
     * @param entry index
     * @return 0 to 255
     */
    public int flags(int entry) {
        return table.memory().get8(table.at(entry) + 3L * pointer + 3);
    }

    /**
     * The variable, or the structure that describes a string or an array.
     *
     * @param entry index
     * @return [kernel virtual address, unsigned]
     */
    public long argument(int entry) {
        return word(entry, 4 * pointer);
    }

    private long word(int entry, int field) {
        SectionMemory memory = table.memory();
        long at = table.at(entry) + field;
        return pointer == 8 ? memory.get64(at) : memory.get32(at) & 0xffffffffL;
    }
}
