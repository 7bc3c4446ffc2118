// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What came of linking one module.
 *
 * @param image the linked image; empty if the kernel would not have got that far
 * @param findings in the kernel's order
 * @param dropped findings that were counted but not kept
 * @param errno what the kernel returns; empty if it does not refuse
 * @param relocations relocations that were applied or tried, by type
 * @param veneers relocations that were redirected through a linkage entry or an erratum's veneer
 * @param skipped relocations of sections that are not loaded, which the kernel passes over
 */
public record LinkResult(
        Optional<LinkedImage> image,
        List<Finding> findings,
        int dropped,
        String errno,
        RelocationCounts relocations,
        long veneers,
        long skipped) {

    static LinkResult stopped(Findings findings) {
        return of(Optional.empty(), findings, new RelocationCounts(), 0, 0);
    }

    static LinkResult of(
            Optional<LinkedImage> image, Findings findings, RelocationCounts counts, long veneers, long skipped) {
        return new LinkResult(
                image, findings.list(), findings.dropped(), findings.lastErrno(), counts, veneers, skipped);
    }

    /**
     * What the findings amount to.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        return Verdict.of(findings);
    }
}
