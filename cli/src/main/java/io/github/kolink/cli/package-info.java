// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code kolink} command: one class per verb, one per form of output.
 *
 * <p>{@link io.github.kolink.cli.Kolink} holds the only {@code main}. A verb is a picocli command named after it ({@code
 * CheckCommand}); it gets its {@code Streams} when it is made, so that tests run it in their own process, returns one of
 * the {@code ExitCode}s, and throws what it cannot handle: {@code Failures} turns every exception into one line on
 * standard error. Results go to standard output and nothing else does.
 *
 * <p>To add a verb: a package-private class with {@code @Command}, a header, a paragraph, examples and exit codes for its
 * {@code --help}, and a line in {@code Kolink.commandLine}. The options that name a kernel are
 * the mixin {@code KernelOptions}; {@code TargetKernel} makes a linker of them. Text of unknown origin goes through {@code
 * Printable} before it is printed.
 */
package io.github.kolink.cli;
