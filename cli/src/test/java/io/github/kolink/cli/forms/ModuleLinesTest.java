// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.cli.outcome.CheckedFinding;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import io.github.kolink.resolve.VersionCounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person reads of one module, in this order: verdict, kernel, why, what else, taint. */
final class ModuleLinesTest {
    private static CheckedModule module(CheckedFinding... findings) {
        return new CheckedModule(
                0,
                "6.1",
                "x.ko",
                Optional.of(Verdict.REFUSED),
                "ENOEXEC",
                List.of("x: section .a (index 1) has invalid WRITE|EXEC flags"),
                List.of(Taint.O, Taint.E),
                List.of(findings),
                0,
                Map.of(),
                0,
                new VersionCounts(7, 1, 0),
                "");
    }

    private static CheckedFinding finding(FindingCode code, String detail, boolean heard, Optional<String> known) {
        return new CheckedFinding(Finding.of(code, "x", detail), heard, known);
    }

    @Test
    void whatTheKernelDoesNotComeToStandsBehind() {
        List<String> lines = new ModuleLines(Severity.NOTE, new Palette(false))
                .of(module(
                        finding(FindingCode.MODULE_WRITE_EXEC, "both", true, Optional.empty()),
                        finding(FindingCode.SYMBOL_UNKNOWN, "nobody has it", false, Optional.empty())));
        assertEquals(
                List.of(
                        "x.ko: refused (ENOEXEC)",
                        "  kernel: x: section .a (index 1) has invalid WRITE|EXEC flags",
                        "  refused: MODULE_WRITE_EXEC: both",
                        "  The kernel would not have got this far; also:",
                        "    refused: SYMBOL_UNKNOWN: nobody has it",
                        "  taint: O (built out of tree), E (unsigned)",
                        "  CRCs of imports: 7 agree, 1 differ, 0 missing"),
                lines);
    }

    @Test
    void knownAndColouredIsToldToo() {
        List<String> lines = new ModuleLines(Severity.NOTE, new Palette(true))
                .of(module(finding(FindingCode.MODULE_WRITE_EXEC, "both", true, Optional.of("old compiler"))));
        assertEquals("x.ko: \033[1;31mrefused\033[0m (ENOEXEC), but known", lines.get(0));
        assertEquals("  known (refused): MODULE_WRITE_EXEC: both [old compiler]", lines.get(2));
    }
}
