// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.compare.CompareTotals;
import io.github.kolink.compare.ModuleComparison;
import java.io.IOException;

/** Takes the results of a comparison. */
interface CompareReport {
    /** Takes one module. */
    void compared(ModuleComparison module) throws IOException;

    /** Ends the report. */
    void end(CompareTotals totals) throws IOException;
}
