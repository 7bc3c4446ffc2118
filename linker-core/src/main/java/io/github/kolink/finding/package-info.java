// SPDX-License-Identifier: Apache-2.0
/**
 * What kolink has to say about a module.
 *
 * <p>A {@link io.github.kolink.finding.Finding} is one fact with its place: a stable {@link
 * io.github.kolink.finding.FindingCode}, the module, section, offset and symbol, the line the kernel would print, and
 * our own line with the value and the range that was allowed. Each phase of a link adds its findings to one {@link
 * io.github.kolink.finding.Findings} and goes on, so that a user sees all problems of a phase at once. {@link
 * io.github.kolink.finding.Verdict} says what they amount to. Only a file that cannot be read as ELF at all ends in a
 * {@link io.github.kolink.finding.LinkException}, which carries findings too.
 */
package io.github.kolink.finding;
