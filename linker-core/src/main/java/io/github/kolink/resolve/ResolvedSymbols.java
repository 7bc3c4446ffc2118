// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import java.util.BitSet;
import java.util.List;

/** The values of a module's symbols. Its arrays are shared, not copied: whoever reads them does not write. */
public final class ResolvedSymbols {
    private final long[] values;
    private final BitSet provisional;
    private final List<String> providers;

    ResolvedSymbols(long[] values, BitSet provisional, List<String> providers) {
        this.values = values;
        this.provisional = provisional;
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
     * Symbols whose values mean nothing: defined in sections that are not loaded, and open imports.
     *
     * @return symbol indices
     */
    public BitSet provisional() {
        return provisional;
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
