// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.Severity;
import java.util.Optional;

/**
 * A finding, and what became of it.
 *
 * @param finding what was found
 * @param heard whether the kernel comes to it before it stops
 * @param known the reason why it is known, perhaps the empty text, if a baseline lists it
 */
public record CheckedFinding(Finding finding, boolean heard, Optional<String> known) {
    /**
     * What it means for the load.
     *
     * @return its code's severity
     */
    public Severity severity() {
        return finding.code().severity();
    }

    /**
     * Whether a baseline lists it.
     *
     * @return true if it does not count
     */
    public boolean isKnown() {
        return known.isPresent();
    }
}
