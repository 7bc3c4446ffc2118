// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kolink check}: which modules a kernel would refuse, and why.
 *
 * <p>{@link io.github.kolink.cli.check.CheckCommand} is the verb; {@code CheckRun} asks one kernel after the other. What
 * comes of it is in {@code outcome}, and how it is told in {@code forms}.
 */
package io.github.kolink.cli.check;
