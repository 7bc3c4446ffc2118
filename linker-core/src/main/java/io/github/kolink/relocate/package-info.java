// SPDX-License-Identifier: Apache-2.0
/**
 * Relocation: the part that differs from architecture to architecture, and the words for what it reports.
 *
 * <p>An {@link io.github.kolink.relocate.Architecture} is a plug-in found by {@link java.util.ServiceLoader}. Its {@link
 * io.github.kolink.relocate.Relocator} is called once per relocation section with primitive views, never once per entry.
 * It writes fields and reports a {@link io.github.kolink.relocate.RelocationOutcome} for every entry that was not plainly
 * applied. It holds no text: names, formulas and causes of relocation types come from the plug-in's {@code
 * relocations.csv} ({@link io.github.kolink.relocate.RelocationCatalogue}), the kernel's wording from its {@code
 * kernel-messages.csv} ({@link io.github.kolink.relocate.KernelMessages}).
 *
 * <p>Letters in this package are the psABI's: S is the symbol's value, A the addend, P the address of the place.
 */
package io.github.kolink.relocate;
