// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

/**
 * An export of another module, at its address.
 *
 * @param address [kernel virtual address, unsigned]
 * @param owner name of the module
 * @param gplOnly whether only GPL compatible modules may import it
 */
public record ProvidedSymbol(long address, String owner, boolean gplOnly) {}
