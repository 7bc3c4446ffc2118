// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.finding.Verdict;
import io.github.kolink.resolve.VersionCounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a check counts, asked at any time. */
final class TotalsTest {
    private static CheckedModule module(Optional<Verdict> verdict, Map<String, Long> relocations) {
        return new CheckedModule(
                0,
                "6.1",
                "x.ko",
                verdict,
                "",
                List.of(),
                List.of(),
                List.of(),
                0,
                relocations,
                0,
                VersionCounts.NONE,
                verdict.isPresent() ? "" : "cut");
    }

    @Test
    void relocationsOfEachModuleCountOnce() {
        Totals totals = new Totals(false);
        assertEquals(Map.of(), totals.relocations());
        totals.add(module(Optional.of(Verdict.WOULD_LOAD), Map.of("R_A", 2L)));
        assertEquals(Map.of("R_A", 2L), totals.relocations());
        assertEquals(Map.of("R_A", 2L), totals.relocations());
        totals.add(module(Optional.of(Verdict.WOULD_LOAD), Map.of("R_A", 1L, "R_B", 5L)));
        totals.add(module(Optional.of(Verdict.WOULD_LOAD), Map.of("R_B", 3L)));
        assertEquals(Map.of("R_A", 3L, "R_B", 8L), totals.relocations());
    }

    @Test
    void modulesCountByVerdictAndDecideHowTheCommandEnds() {
        Totals totals = new Totals(false);
        totals.add(module(Optional.of(Verdict.WOULD_LOAD), Map.of()));
        assertEquals(ExitCode.OK, totals.exitCode());
        totals.add(module(Optional.of(Verdict.UNKNOWN), Map.of()));
        assertEquals(ExitCode.UNKNOWN, totals.exitCode());
        totals.add(module(Optional.empty(), Map.of()));
        assertEquals(ExitCode.INPUT, totals.exitCode());
        totals.add(module(Optional.of(Verdict.UNDEFINED), Map.of()));
        totals.add(module(Optional.of(Verdict.REFUSED), Map.of()));
        assertEquals(ExitCode.FINDINGS, totals.exitCode());
        assertEquals(
                List.of(5, 1, 2, 1, 1),
                List.of(
                        totals.modules(),
                        totals.unreadable(),
                        totals.failed(),
                        totals.of(Verdict.UNKNOWN),
                        totals.of(Verdict.WOULD_LOAD)));
    }
}
