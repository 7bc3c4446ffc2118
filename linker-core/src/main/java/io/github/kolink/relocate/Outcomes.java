// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

/** Is told what became of relocations that were not plainly applied. */
@FunctionalInterface
public interface Outcomes {
    /**
     * Takes one outcome.
     *
     * @param entry index in the relocation table
     * @param outcome never {@link RelocationOutcome#APPLIED}
     * @param value what the kernel prints as {@code val}, which is not always the value of the formula
     */
    void report(int entry, RelocationOutcome outcome, long value);
}
