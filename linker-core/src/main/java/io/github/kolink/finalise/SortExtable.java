// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;

/**
 * {@code sort_extable} (lib/extable.c 6.1): sorts {@code __ex_table} by the address of the instruction that may fault.
 *
 * <p>Reads and writes {@code __ex_table}; needs nothing.
 */
public final class SortExtable implements FinalisePass {
    private static final String SECTION = "__ex_table";
    private static final int INSTRUCTION = 0;
    private static final int FIXUP = 4;

    private final int entrySize;
    private final boolean relative;

    private SortExtable(int entrySize, boolean relative) {
        this.entrySize = entrySize;
        this.relative = relative;
    }

    /**
     * Entries of two distances and a word ({@code ARCH_HAS_RELATIVE_EXTABLE}).
     *
     * @return the pass
     */
    public static SortExtable ofDistances() {
        return new SortExtable(12, true);
    }

    /**
     * Entries of two 32-bit addresses.
     *
     * @return the pass
     */
    public static SortExtable ofAddresses32() {
        return new SortExtable(8, false);
    }

    @Override
    public String kernelFunction() {
        return "sort_extable";
    }

    @Override
    public void run(PlacedModule placed, KernelTarget target, Findings findings) {
        TableSection.of(placed, SECTION, entrySize)
                .ifPresent(table -> KernelSort.of(target.facts()).sort(new Entries(table, relative), table.count()));
    }

    private record Entries(TableSection table, boolean relative) implements KernelSort.Table {
        private long instruction(int entry) {
            return relative
                    ? table.target32(entry, INSTRUCTION)
                    : table.memory().get32(table.at(entry) + INSTRUCTION) & 0xffffffffL;
        }

        @Override
        public int compare(int left, int right) {
            return Long.compareUnsigned(instruction(left), instruction(right));
        }

        @Override
        public void swap(int one, int other) {
            if (relative) {
                table.swap(one, other, INSTRUCTION, FIXUP);
            } else {
                table.swap(one, other);
            }
        }
    }
}
