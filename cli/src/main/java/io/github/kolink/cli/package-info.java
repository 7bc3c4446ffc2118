// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code kolink} command: one package per verb, and those that verbs share.
 *
 * <pre>
 * Kolink  -&gt;  check  merge  link  snapshot  modinfo  sum  -&gt;  forms  -&gt;  outcome  target  report  -&gt;  exit  terminal
 * </pre>
 *
 * <p>Arrows go one way: this package alone sees the verbs, no verb sees another, and what they share sees no verb. {@link
 * io.github.kolink.cli.Kolink} holds the only {@code main}; {@code Failures} turns every exception that a verb throws into
 * one line on standard error. The decoders in {@code codec} are found by {@code ServiceLoader}; nobody names them.
 *
 * <p>To add a verb: a package of its own with a package-info, in it one public class {@code <Verb>Command} with
 * {@code @Command}, a header, a paragraph, examples and exit codes for its {@code --help}; {@code opens} in
 * {@code module-info}; its name and a line in {@code Kolink.verb}. {@code CliRoomsTest} watches the arrows.
 */
package io.github.kolink.cli;
