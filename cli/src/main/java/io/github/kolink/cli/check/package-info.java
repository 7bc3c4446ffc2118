// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kolink check}: which modules a kernel would refuse, and why.
 *
 * <p>{@link io.github.kolink.cli.check.CheckCommand} is the verb. It tells each result to {@code CheckTotals}, which counts
 * and knows the exit code, and to one {@code CheckReport}.
 *
 * <p>To add a form of the report: a class that implements {@code CheckReport}, and a constant of {@code CheckFormat}.
 */
package io.github.kolink.cli.check;
