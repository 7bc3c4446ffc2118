// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.Shard;

/**
 * What a report is about, before anything is checked.
 *
 * @param pairs modules, each once per kernel, in all parts of the check
 * @param kernels in all parts of the check
 * @param shard the part that is reported
 * @param digest over the names of all pairs: parts of one check have the same; empty if the form does not tell it
 * @param strict whether warnings are failures
 */
public record ReportScope(long pairs, int kernels, Shard shard, String digest, boolean strict) {
    /** Whether it is about one module and one kernel. */
    boolean isSingle() {
        return pairs == 1;
    }
}
