// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

/** What a reader found, before it is packed. */
public final class SourceParts {
    private static final byte[] NO_CONFIG = {};

    private final SymbolsBuilder symbols;
    private final SourceFacts facts;
    private final byte[] config;

    /**
     * Takes indexed symbols, what else is known, and lines {@code CONFIG_X=value}.
     *
     * @param symbols indexed after the last symbol was added
     * @param facts what else the source says
     * @param config the lines, UTF-8; must not change afterwards
     */
    public SourceParts(SymbolsBuilder symbols, SourceFacts facts, byte[] config) {
        this.symbols = symbols;
        this.facts = facts;
        this.config = config;
    }

    /**
     * Takes what a source without options gives.
     *
     * @param symbols indexed after the last symbol was added
     * @param facts what else the source says
     */
    public SourceParts(SymbolsBuilder symbols, SourceFacts facts) {
        this(symbols, facts, NO_CONFIG);
    }

    /**
     * Returns the symbols.
     *
     * @return the builder itself
     */
    public SymbolsBuilder symbols() {
        return symbols;
    }

    /**
     * Returns what else the source says.
     *
     * @return the facts
     */
    public SourceFacts facts() {
        return facts;
    }

    /**
     * Returns the configuration.
     *
     * @return lines {@code CONFIG_X=value}, UTF-8, not copied; empty if the source has none
     */
    public byte[] config() {
        return config;
    }
}
