// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

/** What a reader found, before it is packed. */
final class SnapshotParts {
    private static final byte[] NO_CONFIG = {};

    private final SymbolsBuilder symbols;
    private final SnapshotFacts facts;
    private final byte[] config;

    /** Takes indexed symbols, what else is known, and lines {@code CONFIG_X=value}. */
    SnapshotParts(SymbolsBuilder symbols, SnapshotFacts facts, byte[] config) {
        this.symbols = symbols;
        this.facts = facts;
        this.config = config;
    }

    SnapshotParts(SymbolsBuilder symbols, SnapshotFacts facts) {
        this(symbols, facts, NO_CONFIG);
    }

    SymbolsBuilder symbols() {
        return symbols;
    }

    SnapshotFacts facts() {
        return facts;
    }

    byte[] config() {
        return config;
    }
}
