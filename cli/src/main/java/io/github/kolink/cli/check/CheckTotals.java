// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Verdict;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.RelocationCounts;
import io.github.kolink.relocate.RelocationCatalogue;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a check counts. */
final class CheckTotals {
    private final RelocationCatalogue types;
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final Map<FindingCode, Integer> remarks = new EnumMap<>(FindingCode.class);
    private final RelocationCounts relocations = new RelocationCounts();
    private int unreadable;
    private long veneers;

    CheckTotals(RelocationCatalogue types) {
        this.types = types;
    }

    void add(LinkResult result) {
        verdicts.merge(result.verdict(), 1, Integer::sum);
        relocations.addAll(result.relocations());
        veneers += result.veneers();
        for (Finding finding : result.findings()) {
            Severity severity = finding.code().severity();
            if (severity == Severity.NOTE || severity == Severity.WARNING) {
                remarks.merge(finding.code(), 1, Integer::sum);
            }
        }
    }

    void addUnreadable() {
        unreadable++;
    }

    int modules() {
        return unreadable
                + verdicts.values().stream().mapToInt(Integer::intValue).sum();
    }

    int of(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0);
    }

    int unreadable() {
        return unreadable;
    }

    long veneers() {
        return veneers;
    }

    long relocations() {
        return relocations.total();
    }

    /** By name of the type, in the order of the numbers. */
    Map<String, Long> relocationsByType() {
        Map<String, Long> named = new LinkedHashMap<>();
        relocations
                .byType()
                .forEach((type, count) -> named.merge(type < 0 ? "other" : types.name(type), count, Long::sum));
        return named;
    }

    /** Warnings and notes by code. */
    Map<FindingCode, Integer> remarks() {
        return remarks;
    }

    int exitCode() {
        if (of(Verdict.REFUSED) + of(Verdict.UNDEFINED) > 0) {
            return ExitCode.FINDINGS;
        }
        if (unreadable > 0) {
            return ExitCode.INPUT;
        }
        return of(Verdict.UNKNOWN) > 0 ? ExitCode.UNKNOWN : ExitCode.OK;
    }
}
