// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.elf.SymbolTable;
import io.github.kolink.layout.PlacedModule;
import java.util.HashMap;
import java.util.Map;

/** How large the objects of a module are, by their symbols. */
final class ObjectSizes {
    private final Map<Long, Long> sizes = new HashMap<>();

    ObjectSizes(PlacedModule placed) {
        SymbolTable symbols = placed.module().symbols();
        for (int symbol = 1; symbol < symbols.count(); symbol++) {
            int section = symbols.definingSection(symbol);
            if (section > 0 && section < placed.sections().size()) {
                sizes.merge(placed.address(section) + symbols.value(symbol), symbols.size(symbol), Math::max);
            }
        }
    }

    /** The size of the object that begins at an address [bytes]; 0 if no symbol says so. */
    long sizeAt(long address) {
        return sizes.getOrDefault(address, 0L);
    }
}
