// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

/**
 * How the CRCs of a module's imports compare with those of their exports.
 *
 * @param agree the same
 * @param differ another
 * @param missing the module has none
 */
public record VersionCounts(int agree, int differ, int missing) {
    /** Nothing was compared. */
    public static final VersionCounts NONE = new VersionCounts(0, 0, 0);

    /**
     * How many imports were compared.
     *
     * @return imports whose export has a CRC
     */
    public int compared() {
        return agree + differ + missing;
    }
}
