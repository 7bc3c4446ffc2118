// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

/** The formulas of relocation types, for traces and findings; plug-ins compute them inline. */
public enum RelocationFormula {
    /** No value. */
    NONE("-"),
    /** The address. */
    S_PLUS_A("S+A"),
    /** The distance. */
    S_PLUS_A_MINUS_P("S+A-P"),
    /** The distance between 4 KiB pages. */
    PAGE_DISTANCE("Page(S+A)-Page(P)");

    private final String text;

    RelocationFormula(String text) {
        this.text = text;
    }

    /**
     * The formula as {@code relocations.csv} writes it.
     *
     * @return such as {@code S+A-P}
     */
    public String text() {
        return text;
    }

    /**
     * The formula's value, modulo 2^64.
     *
     * @param s the symbol's value
     * @param a the addend
     * @param p the address of the place
     * @return X
     */
    public long value(long s, long a, long p) {
        return switch (this) {
            case NONE -> 0;
            case S_PLUS_A -> s + a;
            case S_PLUS_A_MINUS_P -> s + a - p;
            case PAGE_DISTANCE -> ((s + a) & -4096) - (p & -4096);
        };
    }
}
