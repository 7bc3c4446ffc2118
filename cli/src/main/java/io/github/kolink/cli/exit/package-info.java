// SPDX-License-Identifier: Apache-2.0
/**
 * How commands end: the {@link io.github.kolink.cli.exit.ExitCode}s, and the {@link io.github.kolink.cli.exit.Failure} that
 * ends one with a line for its user.
 *
 * <p>A verb returns one of the codes and throws what it cannot handle; the root of the command line turns every exception
 * into one line on standard error.
 */
package io.github.kolink.cli.exit;
