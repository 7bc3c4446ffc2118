// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.report;

import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.Severity;
import io.github.kolink.link.LinkResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines that tell people about one module: its verdict, then each finding, the kernel's words first. */
public final class FindingLines {
    private static final int MOST = 20;

    private FindingLines() {}

    /**
     * The lines about one module.
     *
     * @param path the module's file
     * @param result what came of it
     * @param least the least severity that is told
     * @param palette the colours
     * @return the lines, printable; at least the verdict
     */
    public static List<String> of(String path, LinkResult result, Severity least, Palette palette) {
        List<String> lines = new ArrayList<>();
        String verdict = result.verdict().label().replace('-', ' ');
        String errno = result.errno().isEmpty() ? "" : " (" + result.errno() + ")";
        lines.add(Printable.text(path) + ": " + palette.verdict(result.verdict(), verdict) + errno);
        List<Finding> shown = result.findings().stream()
                .filter(finding -> finding.code().severity().compareTo(least) >= 0)
                .toList();
        for (Finding finding : shown.subList(0, Math.min(MOST, shown.size()))) {
            finding.kernelLines().forEach(line -> lines.add("  kernel: " + Printable.text(line)));
            lines.add("  " + (finding.kernelMessage().isEmpty() ? "" : "  ")
                    + finding.code().severity().name().toLowerCase(Locale.ROOT) + ": "
                    + Printable.text(finding.describe()));
        }
        int more = Math.max(0, shown.size() - MOST) + result.dropped();
        if (more > 0) {
            lines.add("  ... and " + more + " more" + (shown.size() > MOST ? " (--format json lists them)" : ""));
        }
        return lines;
    }
}
