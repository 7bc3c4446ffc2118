// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedFinding;
import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The report as workflow commands of GitHub Actions, which become annotations. One per module: GitHub shows only the first
 * ten of a step. Whatever a file says is escaped, so that it cannot give commands of its own.
 */
final class GithubReport implements CheckReport {
    private static final int MOST = 20;

    private final PrintStream out;
    private final Totals totals;

    GithubReport(PrintStream out, Totals totals) {
        this.out = out;
        this.totals = totals;
    }

    @Override
    public void kernel(CheckedKernel kernel) {
        // each annotation names its kernel
    }

    @Override
    public void module(CheckedModule module) {
        Optional<Verdict> counted = module.counted();
        if (counted.isEmpty()) {
            command("error", module.path(), "unreadable", module.problem());
        } else if (totals.fails(module)) {
            boolean refused = !counted.get().loads() && counted.get() != Verdict.UNKNOWN;
            command("error", module.path(), title(module, refused ? "" : "warnings are failures: "), words(module));
        } else if (counted.get() == Verdict.UNKNOWN) {
            command("error", module.path(), title(module, ""), words(module));
        } else if (module.warns()) {
            command("warning", module.path(), title(module, ""), words(module));
        }
    }

    private static String title(CheckedModule module, String why) {
        return why + module.label().replace('-', ' ') + (module.errno().isEmpty() ? "" : " (" + module.errno() + ")")
                + ", kernel " + module.kernel();
    }

    private static String words(CheckedModule module) {
        List<String> lines = new ArrayList<>(module.kernelMessages());
        for (CheckedFinding each : module.findings()) {
            if (each.severity() != Severity.NOTE && !each.isKnown()) {
                lines.add((each.heard() ? "" : "(behind the refusal) ")
                        + each.finding().describe());
            }
        }
        int more = lines.size() - MOST + module.dropped();
        return String.join("\n", lines.subList(0, Math.min(MOST, lines.size())))
                + (lines.size() > MOST || module.dropped() > 0 ? "\n... and " + more + " more" : "");
    }

    private void command(String level, String file, String title, String message) {
        out.print("::" + level + " file=" + property(file) + ",title=" + property(title) + "::" + data(message) + "\n");
    }

    /** The text of a command: its line ends are escaped, other control characters are shown. */
    private static String data(String text) {
        List<String> lines = text.lines().map(Printable::text).toList();
        return String.join("\n", lines).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    @Override
    public void close() {
        out.print(totals.modules() + " checked, " + totals.failed() + " failed, " + totals.of(Verdict.UNKNOWN)
                + " unknown, " + totals.unreadable() + " unreadable, " + totals.known() + " findings known\n");
        out.flush();
    }
}
