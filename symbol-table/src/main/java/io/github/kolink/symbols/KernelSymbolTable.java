// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.util.List;
import java.util.Optional;

/**
 * Symbols by name, by position and by address. Immutable and thread-safe. Records are made on demand, nothing is kept.
 *
 * <p>Every method may throw {@link java.io.UncheckedIOException} with a {@link SymbolSourceException} if the table is a
 * mapped snapshot file that was forged with a valid checksum; damage by accident is found when the file is opened.
 *
 * @since 0.1
 */
public interface KernelSymbolTable {
    /**
     * Finds all symbols of a name.
     *
     * @param name the exact name
     * @return all namesakes in the order of the source, unmodifiable; empty if there is none
     */
    List<KernelSymbol> find(String name);

    /**
     * Finds the namesake that imports of modules resolve to: the exported one, of the kernel image if there are
     * several.
     *
     * @param name the exact name
     * @return empty if no namesake is known to be exported
     */
    Optional<KernelSymbol> exported(String name);

    /**
     * Returns the number of symbols.
     *
     * @return the count, namesakes counted each
     */
    int size();

    /**
     * Returns one symbol.
     *
     * @param index 0 to {@link #size()} - 1, in the order of the source
     * @return the symbol
     * @throws IndexOutOfBoundsException if there is no such index
     */
    KernelSymbol symbol(int index);

    /**
     * Finds the symbol an address belongs to, for maps and traces.
     *
     * @param address kernel virtual address, unsigned
     * @return the symbol with the greatest address not above the given one, the first in source order if several share
     *     it; empty below the first symbol or if no symbol has an address
     */
    Optional<KernelSymbol> nearest(long address);
}
