// SPDX-License-Identifier: Apache-2.0
/**
 * Resolution: from a module's symbols to S, the values relocation works with.
 *
 * <p>{@link io.github.kolink.resolve.SymbolResolver} does what {@code simplify_symbols} does (kernel/module/main.c 6.1):
 * undefined symbols get the value of an export of the kernel or, failing that, of another module; defined ones the address
 * of their section added. Every symbol is tried before the phase ends.
 */
package io.github.kolink.resolve;
