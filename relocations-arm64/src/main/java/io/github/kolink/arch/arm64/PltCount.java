// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_ADR_PREL_PG_HI21;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_ADR_PREL_PG_HI21_NC;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_CALL26;
import static io.github.kolink.arch.arm64.Arm64RelocationTypes.R_AARCH64_JUMP26;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.kernel.KernelFacts;
import java.util.Arrays;
import java.util.Comparator;

/**
 * One relocation section of code: the order in which the kernel applies it and the slots it counts for it ({@code
 * partition_branch_plt_relas}, {@code count_plts}, arch/arm64/kernel/module-plts.c 6.1).
 */
final class PltCount {
    private static final int PAGE_BITS = 12;
    private static final int SLOTS_PER_PAGE = 4096 / PltTable.SLOT;

    private final RelocationTable table;
    private final SymbolTable symbols;
    private final boolean countsBranches;
    private final boolean erratum;
    private final boolean[] needsSlot;
    private final int[] order;
    private long slots;
    private long alignment;

    /**
     * Nothing is counted yet.
     *
     * @param table the relocations as they are in the file
     * @param symbols the module's symbols
     * @param facts the kernel
     */
    PltCount(RelocationTable table, SymbolTable symbols, KernelFacts facts) {
        this.table = table;
        this.symbols = symbols;
        this.countsBranches = Arm64Facts.countsBranches(facts);
        this.erratum = Arm64Facts.worksAround843419(facts);
        this.needsSlot = new boolean[table.count()];
        this.order = new int[table.count()];
    }

    /** Does the whole work; the results are valid after it. */
    void run() {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
            needsSlot[i] = countsBranches && leavesSection(i);
        }
        if (countsBranches) {
            sort(partition());
        }
        for (int i = 0; i < order.length; i++) {
            if (needsSlot[order[i]]) {
                countBranch(i);
            } else if (erratum && isAdrp(table.type(order[i]))) {
                countAdrp(table.offset(order[i]));
            }
        }
        if (erratum) {
            slots += (slots + SLOTS_PER_PAGE - 1) / SLOTS_PER_PAGE; // for slots that an ADRP may not stand in
        }
    }

    /** {@code int[table.count()]}: which entry of the file comes where; not copied. */
    int[] order() {
        return order;
    }

    /** Whether the order differs from the file's. */
    boolean isReordered() {
        for (int i = 0; i < order.length; i++) {
            if (order[i] != i) {
                return true;
            }
        }
        return false;
    }

    /** Slots of the linkage table, those for skipping included. */
    long slots() {
        return slots;
    }

    /** What the target section must be aligned to [bytes]; 0 if nothing is asked. */
    long alignment() {
        return alignment;
    }

    /** A branch to a symbol of another section or of none; the addend plays no part. */
    private boolean leavesSection(int entry) {
        int type = table.type(entry);
        if (type != R_AARCH64_JUMP26 && type != R_AARCH64_CALL26) {
            return false;
        }
        int symbol = table.symbol(entry);
        boolean known = symbol >= 0 && symbol < symbols.count(); // else it is refused when it is applied
        return !known || symbols.rawSectionIndex(symbol) != table.targetSection();
    }

    private static boolean isAdrp(int type) {
        return type == R_AARCH64_ADR_PREL_PG_HI21 || type == R_AARCH64_ADR_PREL_PG_HI21_NC;
    }

    /**
     * Moves the branches to the front. The entry where the cursors meet is not tested and stays outside the group: of one
     * entry none is in it, and if all are branches the last is not.
     *
     * @return length of the group
     */
    private int partition() {
        int i = 0;
        int j = order.length - 1;
        while (i < j) {
            if (needsSlot[order[i]]) {
                i++;
            } else if (needsSlot[order[j]]) {
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            } else {
                j--;
            }
        }
        return i;
    }

    /**
     * Sorts the group by type, symbol and addend. The kernel's sort is unstable; entries that tie get the same slot, so
     * their order does not show.
     */
    private void sort(int group) {
        boolean hasAddends = false;
        long[] keys = new long[group];
        for (int i = 0; i < group; i++) {
            int entry = order[i];
            hasAddends |= table.addend(entry) != 0;
            boolean call = table.type(entry) == R_AARCH64_CALL26;
            keys[i] = (call ? 0 : Long.MIN_VALUE) | ((table.symbol(entry) & 0xffffffffL) << 31) | entry;
        }
        if (hasAddends) {
            sortByAddendToo(group);
            return;
        }
        Arrays.sort(keys);
        for (int i = 0; i < group; i++) {
            order[i] = (int) (keys[i] & Integer.MAX_VALUE);
        }
    }

    /** The same with a comparator: rare, as compilers make no branches with addends to other sections. */
    private void sortByAddendToo(int group) {
        Integer[] entries = new Integer[group];
        Arrays.setAll(entries, i -> order[i]);
        Arrays.sort(
                entries,
                Comparator.<Integer>comparingInt(table::type)
                        .thenComparing(table::symbol, Integer::compareUnsigned)
                        .thenComparingLong(table::addend));
        Arrays.setAll(order, i -> i < group ? entries[i] : order[i]);
    }

    /** A branch takes a slot unless it has no addend and the entry before it is the same. */
    private void countBranch(int position) {
        if (table.addend(order[position]) != 0 || position == 0 || !isSame(order[position], order[position - 1])) {
            slots++;
        }
    }

    private boolean isSame(int entry, int other) {
        return table.type(entry) == table.type(other)
                && table.symbol(entry) == table.symbol(other)
                && table.addend(entry) == table.addend(other);
    }

    /**
     * The smallest alignment at which the offset keeps a zero among bits 11:3 of the address. If the offset has none, the
     * ADRP may end up in the last two words of a page and need a veneer.
     */
    private void countAdrp(long offset) {
        int zero = Long.numberOfTrailingZeros(~(offset | 7));
        if (zero < PAGE_BITS) {
            alignment = Math.max(alignment, 2L << zero);
        } else {
            slots++;
        }
    }
}
