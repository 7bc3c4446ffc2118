// SPDX-License-Identifier: Apache-2.0
/**
 * Modules whose imports are given their addresses in the file, for {@code init_module}: the loader without a kernel side,
 * and how kolink's own kernel side is loaded, which uses functions that kernels do not export.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.kernel.resolved;
