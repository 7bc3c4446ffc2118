// SPDX-License-Identifier: Apache-2.0
/**
 * Symbols of a kernel image, found in its bytes without ELF and without asking its version. {@code KernelImage} tells
 * the story, one class per step:
 *
 * <ol>
 *   <li>{@code KernelPayload}: the kernel inside a boot file, decompressed to {@code ImageBytes};
 *   <li>{@code TokenTable}, {@code KallsymsNames}: the names of kallsyms;
 *   <li>{@code KallsymsAddresses}, and {@code PointerVote} where the base is not in place: their addresses;
 *   <li>{@code ExportRuns}, or {@code NamePointers} where entries are pointers: candidates for the export table, each an
 *       {@code ExportRun};
 *   <li>{@code ExportTable}, {@code ExportDetails}: the one that agrees with kallsyms; classes and CRCs behind it;
 *   <li>{@code Banner}: release, vermagic, build ID; {@code TrustedCertificates}: keys; {@code KernelBtf}: {@code struct module}.
 * </ol>
 *
 * <p>Not exported, and only {@link io.github.kolink.symbols.image.KernelImage} is public, for
 * {@code io.github.kolink.symbols}. How a kernel is recognised is told in that package's description.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.symbols.image;
