// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import io.github.kolink.link.LinkResult;
import io.github.kolink.relocate.RelocationCatalogue;
import io.github.kolink.resolve.VersionCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a check found out about one module and one kernel.
 *
 * @param pair the number of module and kernel among all that are checked, from 0
 * @param kernel the kernel's name in the report
 * @param path the module's file, as it was given
 * @param verdict what the kernel would do; empty if the file could not be read
 * @param errno name of the error the kernel returns; empty if it does not refuse
 * @param kernelMessages what the kernel would print
 * @param taints what loading the module would taint it with
 * @param findings in the kernel's order
 * @param dropped findings that were counted but not kept
 * @param relocations relocations that were applied or tried, by name of the type
 * @param veneers relocations that go through a linkage entry
 * @param versions how the CRCs of its imports compare with those of their exports
 * @param problem why the file could not be read; empty if it could
 */
public record CheckedModule(
        long pair,
        String kernel,
        String path,
        Optional<Verdict> verdict,
        String errno,
        List<String> kernelMessages,
        List<Taint> taints,
        List<CheckedFinding> findings,
        int dropped,
        Map<String, Long> relocations,
        long veneers,
        VersionCounts versions,
        String problem) {
    private static final Pattern SUFFIX = Pattern.compile("\\.ko(\\.(gz|xz|zst))?$");

    /**
     * A module that was checked.
     *
     * @param pair its number
     * @param kernel the kernel's name
     * @param path its file
     * @param result what came of it
     * @param types names the relocations
     * @return the module
     */
    public static CheckedModule of(
            long pair, String kernel, String path, LinkResult result, RelocationCatalogue types) {
        List<CheckedFinding> findings = new ArrayList<>();
        for (Finding finding : result.findings()) {
            findings.add(new CheckedFinding(finding, findings.size() < result.heard(), Optional.empty()));
        }
        return new CheckedModule(
                pair,
                kernel,
                path,
                Optional.of(result.verdict()),
                result.errno(),
                result.kernelMessages(),
                List.copyOf(result.taints()),
                findings,
                result.dropped(),
                new RelocationsByName(result.relocations(), types),
                result.veneers(),
                result.versions(),
                "");
    }

    /**
     * A file that could not be read.
     *
     * @param pair its number
     * @param kernel the kernel's name
     * @param path the file
     * @param problem why
     * @return the module without a verdict
     */
    public static CheckedModule unreadable(long pair, String kernel, String path, String problem) {
        return new CheckedModule(
                pair,
                kernel,
                path,
                Optional.empty(),
                "",
                List.of(),
                List.of(),
                List.of(),
                0,
                Map.of(),
                0,
                VersionCounts.NONE,
                problem.isEmpty() ? "?" : problem);
    }

    /**
     * The same module, with what a baseline knows.
     *
     * @param reasons gives the reason of a finding that is known
     * @return a new module
     */
    public CheckedModule knowing(Function<Finding, Optional<String>> reasons) {
        List<CheckedFinding> judged = findings.stream()
                .map(each -> new CheckedFinding(each.finding(), each.heard(), reasons.apply(each.finding())))
                .toList();
        return new CheckedModule(
                pair,
                kernel,
                path,
                verdict,
                errno,
                kernelMessages,
                taints,
                judged,
                dropped,
                relocations,
                veneers,
                versions,
                problem);
    }

    /**
     * The verdict that counts: that of the findings that are not known.
     *
     * @return empty if the file could not be read
     */
    public Optional<Verdict> counted() {
        List<Finding> unknown = new ArrayList<>();
        for (CheckedFinding each : findings) {
            if (!each.isKnown()) {
                unknown.add(each.finding());
            }
        }
        return unknown.size() == findings.size() ? verdict : Optional.of(Verdict.of(unknown));
    }

    /**
     * Whether it has warnings that are not known.
     *
     * @return true if {@code --werror} would make them count
     */
    public boolean warns() {
        for (CheckedFinding each : findings) {
            if (each.severity() == Severity.WARNING && !each.isKnown()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The module's name as the kernel knows it, by its file.
     *
     * @return such as {@code snd_hda_intel}, not made printable
     */
    public String name() {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return SUFFIX.matcher(file).replaceFirst("").replace('-', '_');
    }

    /**
     * The verdict in reports.
     *
     * @return that of the verdict, or {@code unreadable}
     */
    public String label() {
        return verdict.isPresent() ? verdict.get().label() : "unreadable";
    }

    /**
     * The finding that decides: the refusal, the access outside, else what is unknown, else the first warning.
     *
     * @return empty if there is none, as of a module without remarks and of an unreadable file
     */
    public Optional<CheckedFinding> deciding() {
        Severity least = verdict.filter(Verdict::loads).isPresent()
                ? Severity.WARNING
                : verdict.filter(Verdict.UNKNOWN::equals).isPresent() ? Severity.UNKNOWN : Severity.UNDEFINED;
        return findings.stream()
                .filter(each -> each.severity().compareTo(least) >= 0)
                .findFirst();
    }

    /**
     * Why the module fares as it does, in one line.
     *
     * @return what the kernel says of the deciding finding; if it is silent, what we say
     */
    public String headline() {
        return deciding()
                .map(CheckedFinding::finding)
                .map(finding -> finding.kernelLines().stream().findFirst().orElseGet(finding::describe))
                .orElseGet(() -> problem.isEmpty() ? label() : problem);
    }
}
