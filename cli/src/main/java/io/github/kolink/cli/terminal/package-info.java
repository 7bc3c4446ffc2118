// SPDX-License-Identifier: Apache-2.0
/**
 * Where a command reads and writes, and what a terminal may be shown.
 *
 * <p>A verb gets its {@link io.github.kolink.cli.terminal.Streams} when it is made, so that tests run it in their own
 * process. Results go to standard output and nothing else does; talk and the {@code ProgressBar} go to standard error. Text
 * of unknown origin goes through {@code Printable} before it is printed.
 */
package io.github.kolink.cli.terminal;
