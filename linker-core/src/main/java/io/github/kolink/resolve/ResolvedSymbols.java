// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import java.util.BitSet;
import java.util.List;

/** The values of a module's symbols. Its arrays are shared, not copied: whoever reads them does not write. */
public final class ResolvedSymbols {
    private final long[] values;
    private final BitSet unloaded;
    private final List<String> providers;

    ResolvedSymbols(long[] values, BitSet unloaded, List<String> providers) {
        this.values = values;
        this.unloaded = unloaded;
        this.providers = providers;
    }

    /**
     * S by symbol index.
     *
     * @return [kernel virtual address, unsigned]; index 0 is 0
     */
    public long[] values() {
        return values;
    }

    /**
     * Symbols defined in sections that are not loaded, whose values mean nothing.
     *
     * @return symbol indices
     */
    public BitSet unloaded() {
        return unloaded;
    }

    /**
     * The modules whose exports were used.
     *
     * @return names, sorted
     */
    public List<String> providers() {
        return providers;
    }
}
