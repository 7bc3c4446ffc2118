// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

/**
 * What the sources together can answer.
 *
 * @param exports the list of exports
 * @param classes for whom
 * @param crcs version CRCs
 * @param namespaces symbol namespaces
 * @param data data symbols, not only functions
 */
public record Knowledge(boolean exports, boolean classes, boolean crcs, boolean namespaces, boolean data) {
    /** Nothing is known. */
    public static final Knowledge NONE = new Knowledge(false, false, false, false, false);

    /**
     * Adds what another source knows.
     *
     * @param other the other source
     * @return what either knows
     */
    public Knowledge or(Knowledge other) {
        return new Knowledge(
                exports || other.exports,
                classes || other.classes,
                crcs || other.crcs,
                namespaces || other.namespaces,
                data || other.data);
    }

    /**
     * Writes a letter for each that is known.
     *
     * @return the value of the fact {@code knows} in a snapshot file
     */
    public String text() {
        return (exports ? "e" : "")
                + (classes ? "c" : "")
                + (crcs ? "v" : "")
                + (namespaces ? "n" : "")
                + (data ? "d" : "");
    }

    /**
     * Reads {@link #text()} back.
     *
     * @param text the letters; unknown ones are skipped
     * @return what they say
     */
    public static Knowledge of(String text) {
        return new Knowledge(
                text.contains("e"), text.contains("c"), text.contains("v"), text.contains("n"), text.contains("d"));
    }
}
