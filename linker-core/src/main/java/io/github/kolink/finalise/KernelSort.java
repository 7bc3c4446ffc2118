// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;

/**
 * The kernel's heapsort ({@code sort}, lib/sort.c). It is unstable, so where entries tie the order that comes out is its
 * own, and it changed once: 6.1.192 has the first, 6.12.117 and 7.3 the second.
 */
public enum KernelSort {
    /** Up to 6.8: the root leaves the heap alone; of two equal children the left one is followed. */
    ONE_BY_ONE(0),
    /** From 6.9 on: two elements leave the heap at a time; of two equal children the right one is followed. */
    TWO_BY_TWO(1);

    private static final KernelFact PAIRS = KernelFact.since("6.9");

    private final int followLeft;

    KernelSort(int followLeft) {
        this.followLeft = followLeft;
    }

    /** What is sorted: entries by index. */
    public interface Table {
        /**
         * Compares two entries where they are.
         *
         * @param left index
         * @param right index
         * @return as {@link java.util.Comparator#compare}
         */
        int compare(int left, int right);

        /**
         * Exchanges two entries.
         *
         * @param one index
         * @param other index, never the same
         */
        void swap(int one, int other);
    }

    /**
     * The sort of a kernel.
     *
     * @param facts the kernel
     * @return its generation
     */
    public static KernelSort of(KernelFacts facts) {
        return facts.has(PAIRS) ? TWO_BY_TWO : ONE_BY_ONE;
    }

    /**
     * Sorts.
     *
     * @param table the entries
     * @param count how many there are
     */
    public void sort(Table table, int count) {
        for (int root = count / 2 - 1; root >= 0; root--) {
            sift(table, root, count);
        }
        if (this == ONE_BY_ONE) {
            takeOneByOne(table, count);
        } else {
            takeTwoByTwo(table, count);
        }
    }

    private void takeOneByOne(Table table, int count) {
        for (int heap = count - 1; heap > 0; heap--) {
            table.swap(0, heap);
            sift(table, 0, heap);
        }
    }

    private void takeTwoByTwo(Table table, int count) {
        int heap = count;
        while (heap > 3) {
            table.swap(0, --heap);
            // The second largest is one of the old root's children.
            int second = table.compare(1, 2) > 0 ? 1 : 2;
            if (--heap != second) {
                table.swap(second, heap);
            }
            sift(table, second, heap);
            sift(table, 0, heap);
        }
        if (heap > 1) {
            table.swap(0, --heap);
            if (heap == 2 && table.compare(0, 1) > 0) {
                table.swap(0, 1);
            }
        }
    }

    /** Lets the element at {@code root} sink: down along the larger children to a leaf, up again to its place, then in. */
    private void sift(Table table, int root, int heap) {
        int at = root;
        while (2 * at + 2 < heap) {
            int left = 2 * at + 1;
            at = table.compare(left, left + 1) >= followLeft ? left : left + 1;
        }
        if (2 * at + 2 == heap) {
            at = 2 * at + 1;
        }
        while (at != root && table.compare(root, at) >= 0) {
            at = (at - 1) / 2;
        }
        int place = at;
        while (at != root) {
            at = (at - 1) / 2;
            table.swap(at, place);
        }
    }
}
