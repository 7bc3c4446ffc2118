// SPDX-License-Identifier: Apache-2.0
/**
 * What a check came to, apart from how it is told: a {@link io.github.kolink.cli.outcome.CheckedModule} per module and
 * kernel, what {@link io.github.kolink.cli.outcome.Totals} count of them, and which findings a {@link
 * io.github.kolink.cli.outcome.Baseline} says are known.
 *
 * <p>Everything here can be written to a line of JSON and read again, so that a report is the same whether its modules were
 * checked a moment ago or by another machine.
 */
package io.github.kolink.cli.outcome;
