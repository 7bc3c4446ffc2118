// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import java.util.List;
import java.util.Map;

/**
 * What came of one section.
 *
 * @param index section index
 * @param name its name
 * @param address where it was [kernel virtual address, unsigned]
 * @param size [bytes]
 * @param executable whether it holds code
 * @param writable whether the module may write to it
 * @param excluded whether it is left out by name; nothing else is counted then
 * @param causes how many bytes differ for which cause
 * @param shown differences to show: those that are not excused, a few of each other cause; not all of either if there are
 *     many
 */
public record SectionComparison(
        int index,
        String name,
        long address,
        long size,
        boolean executable,
        boolean writable,
        boolean excluded,
        Map<Cause, Tally> causes,
        List<SectionDifference> shown) {
    /**
     * Whether every byte is the same.
     *
     * @return false if the section is left out
     */
    public boolean isEqual() {
        return !excluded && causes.isEmpty();
    }

    /**
     * Whether all that differs is excused.
     *
     * @return true for an equal section too
     */
    public boolean isExplained() {
        return causes.keySet().stream().allMatch(Cause::isExcused);
    }

    /**
     * Bytes that differ.
     *
     * @param excused whether to count those that are excused, or the others
     * @return [bytes]
     */
    public long bytes(boolean excused) {
        return causes.entrySet().stream()
                .filter(each -> each.getKey().isExcused() == excused)
                .mapToLong(each -> each.getValue().bytes())
                .sum();
    }
}
