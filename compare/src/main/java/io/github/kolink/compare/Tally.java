// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

/**
 * How much differs.
 *
 * @param bytes that differ
 * @param runs they form
 */
public record Tally(long bytes, long runs) {
    /** Nothing. */
    public static final Tally NONE = new Tally(0, 0);

    /**
     * Adds another.
     *
     * @param other what to add
     * @return the sum
     */
    public Tally plus(Tally other) {
        return new Tally(bytes + other.bytes, runs + other.runs);
    }
}
