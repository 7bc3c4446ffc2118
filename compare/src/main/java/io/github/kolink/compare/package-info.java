// SPDX-License-Identifier: Apache-2.0
/**
 * Comparison of linked images with what a kernel's own loader made.
 *
 * <p>A {@link io.github.kolink.compare.Comparison} links every module of a {@link io.github.kolink.capture.Capture} at the
 * addresses it was captured at and compares section by section. Each run of differing bytes has a {@link
 * io.github.kolink.compare.Cause}: a relocation, a finalisation pass in whose tables the module itself names the place, a
 * write of the running module to its own data, or nothing that explains it. No byte is excused for lying near one that is.
 * The contents of {@code struct module}, which are the kernel's own state, are left out by name.
 */
package io.github.kolink.compare;
