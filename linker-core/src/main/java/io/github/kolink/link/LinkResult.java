// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.LinkException;
import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import io.github.kolink.resolve.VersionCounts;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What came of linking one module.
 *
 * @param image the linked image; empty if the kernel would not have got that far
 * @param linked whether there is an image, or was one before a tree let it go
 * @param findings in the kernel's order
 * @param dropped findings that were counted but not kept
 * @param heard how many of the findings the kernel comes to before it stops ({@link Findings#heard})
 * @param errno what the kernel returns; empty if it does not refuse
 * @param relocations relocations that were applied or tried, by type
 * @param veneers relocations that were redirected through a linkage entry or an erratum's veneer
 * @param skipped relocations of sections that are not loaded, which the kernel passes over
 * @param versions how the CRCs of the imports compare; none are counted where only linking was asked for
 * @param sum of the words of those regions that {@link ModuleTree#withoutImages} names, modulo 2^64; else 0
 */
public record LinkResult(
        Optional<LinkedImage> image,
        boolean linked,
        List<Finding> findings,
        int dropped,
        int heard,
        String errno,
        RelocationCounts relocations,
        long veneers,
        long skipped,
        VersionCounts versions,
        long sum) {

    static LinkResult stopped(Findings findings) {
        return of(Optional.empty(), findings, new RelocationCounts(), 0, 0, VersionCounts.NONE);
    }

    static LinkResult of(
            Optional<LinkedImage> image,
            Findings findings,
            RelocationCounts counts,
            long veneers,
            long skipped,
            VersionCounts versions) {
        return new LinkResult(
                image,
                image.isPresent(),
                findings.list(),
                findings.dropped(),
                findings.heard(),
                findings.errno(),
                counts,
                veneers,
                skipped,
                versions,
                0);
    }

    /** The same result for whoever keeps many of them. */
    LinkResult withoutImage() {
        return new LinkResult(
                Optional.empty(),
                linked,
                findings,
                dropped,
                heard,
                errno,
                relocations,
                veneers,
                skipped,
                versions,
                sum);
    }

    LinkResult withSum(long words) {
        return new LinkResult(
                image, linked, findings, dropped, heard, errno, relocations, veneers, skipped, versions, words);
    }

    LinkResult with(VersionCounts counts) {
        return new LinkResult(
                image, linked, findings, dropped, heard, errno, relocations, veneers, skipped, counts, sum);
    }

    /**
     * The result of a file that could not be read as a module.
     *
     * @param problem what was found
     * @return a result without image
     */
    public static LinkResult of(LinkException problem) {
        Findings findings = new Findings();
        findings.addAll(problem.findings());
        return stopped(findings);
    }

    /**
     * This result behind remarks that were made before the link.
     *
     * @param remarks found first
     * @return without image if the remarks are a reason to have none
     */
    public LinkResult behind(Findings remarks) {
        Findings all = new Findings();
        all.addAll(remarks);
        all.addAll(findings);
        return of(
                Verdict.of(all.list()).loads() ? image : Optional.empty(),
                all,
                relocations,
                veneers,
                skipped,
                versions);
    }

    /**
     * What the kernel prints, line by line, until it stops.
     *
     * @return without time stamps and log levels
     */
    public List<String> kernelMessages() {
        return findings.subList(0, heard).stream()
                .flatMap(finding -> finding.kernelLines().stream())
                .toList();
    }

    /**
     * What loading the module taints the kernel with.
     *
     * @return empty if it taints nothing
     */
    public Set<Taint> taints() {
        return Taint.of(findings.subList(0, heard));
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
