// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import java.util.List;

/**
 * What came of one module.
 *
 * @param name as the kernel has it
 * @param file path relative to the module tree
 * @param problem why it could not be compared; empty if it was
 * @param refused whether that is because the kernel refused it
 * @param layout contradictions between our layout and the kernel's
 * @param borrowed symbols whose values were taken from the capture because its kallsyms has none
 * @param stages what was compared, in the order of loading
 */
public record ModuleComparison(
        String name,
        String file,
        String problem,
        boolean refused,
        List<String> layout,
        int borrowed,
        List<StageComparison> stages) {
    /** In short. */
    public enum Outcome {
        /** Every byte is the same at every stage. */
        EQUAL,
        /** All that differs is excused. */
        EXPLAINED,
        /** Something differs that is not. */
        DIFFERENT,
        /** The kernel itself refused the module before it had placed it, so there is nothing to compare. */
        REFUSED,
        /** The inputs did not suffice. */
        NOT_COMPARED
    }

    /**
     * The outcome.
     *
     * @return the worst of all stages
     */
    public Outcome outcome() {
        if (!problem.isEmpty()) {
            return refused ? Outcome.REFUSED : Outcome.NOT_COMPARED;
        }
        if (!layout.isEmpty() || !stages.stream().allMatch(StageComparison::isExplained)) {
            return Outcome.DIFFERENT;
        }
        return stages.stream().allMatch(StageComparison::isEqual) ? Outcome.EQUAL : Outcome.EXPLAINED;
    }
}
