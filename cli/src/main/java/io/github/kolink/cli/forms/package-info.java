// SPDX-License-Identifier: Apache-2.0
/**
 * How the outcome of a check is told: one {@code CheckReport} per {@link io.github.kolink.cli.forms.ReportForm}.
 *
 * <p>A verb makes a {@link io.github.kolink.cli.forms.Reporting}, tells it of kernels and modules in order, and ends with
 * the exit code it gives. All forms but the text's table write while they are told; none keeps the modules in memory.
 *
 * <p>To add a form: a class that implements {@code CheckReport}, and a constant of {@code ReportForm}.
 */
package io.github.kolink.cli.forms;
