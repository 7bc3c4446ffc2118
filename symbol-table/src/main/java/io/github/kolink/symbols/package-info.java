// SPDX-License-Identifier: Apache-2.0
/** Kernel symbols. */
@org.jspecify.annotations.NullMarked
package io.github.kolink.symbols;
