// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import com.google.common.base.Splitter;
import io.github.kolink.cli.report.FindingLines;
import io.github.kolink.cli.report.SourceLine;
import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Verdict;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.link.LinkResult;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.SnapshotSource;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for people: problems as they are found, then a summary. */
final class CheckTextReport implements CheckReport {
    private static final String NOT_CHECKED = "symbol versions, namespaces, vermagic, signature";

    private static final int INDENT = 14;
    private static final int WIDTH = 80;

    private final PrintStream out;
    private final KernelTarget target;
    private final CheckTotals totals;
    private final Palette palette;
    private final boolean single;

    CheckTextReport(Streams streams, KernelTarget target, CheckTotals totals, int files) {
        this.out = streams.out();
        this.target = target;
        this.totals = totals;
        this.palette = new Palette(streams.terminal().colourOut());
        this.single = files == 1;
    }

    @Override
    public boolean shows(LinkResult result) {
        return single
                || result.verdict() != Verdict.WOULD_LOAD
                || result.findings().stream().anyMatch(finding -> finding.code().severity() == Severity.WARNING);
    }

    @Override
    public void linked(String path, LinkResult result) {
        if (shows(result)) {
            List<String> lines = FindingLines.of(path, result, single ? Severity.NOTE : Severity.WARNING, palette);
            if (result.verdict().loads() && single) {
                lines.set(0, lines.get(0) + onKernel(result));
            }
            lines.forEach(this::line);
            if (!single) {
                line("");
            }
        }
        flush();
    }

    private String onKernel(LinkResult result) {
        return " on " + kernel() + "; " + count(result.relocations().total()) + " relocations"
                + (result.veneers() == 0 ? "" : ", " + count(result.veneers()) + " through linkage entries")
                + "; not checked: " + NOT_CHECKED;
    }

    @Override
    public void unreadable(String path, String problem) {
        line(Printable.text(path) + ": unreadable");
        line("  " + Printable.text(problem));
        if (!single) {
            line("");
        }
        flush();
    }

    private void flush() {
        out.flush();
    }

    @Override
    public void close() {
        if (!single) {
            summary();
        }
        flush();
    }

    private void summary() {
        KernelSnapshot snapshot = target.snapshot();
        row("Kernel", kernel());
        String title = "Symbols from";
        for (SnapshotSource source : snapshot.sources()) {
            row(title, SourceLine.brief(source));
            title = "";
        }
        title = "But";
        for (String conflict : snapshot.conflicts()) {
            row(title, Printable.text(conflict));
            title = "";
        }
        if (!target.facts().assumed().isEmpty()) {
            row("Assumed", String.join(" ", target.facts().assumed()) + " (--config decides)");
        }
        row("Not checked", NOT_CHECKED);
        line("");
        figure(palette.bold("Modules"), "Modules", totals.modules());
        for (Verdict verdict : Verdict.values()) {
            String label = "  " + verdict.label().replace('-', ' ');
            figure(totals.of(verdict) == 0 ? label : palette.verdict(verdict, label), label, totals.of(verdict));
        }
        figure("  unreadable", "  unreadable", totals.unreadable());
        figure(palette.bold("Relocations"), "Relocations", totals.relocations());
        totals.relocationsByType().forEach((type, count) -> figure("  " + type, "  " + type, count));
        if (totals.veneers() > 0) {
            figure("  (through linkage entries)", "  (through linkage entries)", totals.veneers());
        }
        if (!totals.remarks().isEmpty()) {
            line(palette.bold("Remarks"));
            for (Map.Entry<FindingCode, Integer> remark : totals.remarks().entrySet()) {
                figure("  " + remark.getKey(), "  " + remark.getKey(), remark.getValue());
            }
        }
    }

    private String kernel() {
        return "Linux " + Printable.text(target.facts().release())
                + target.snapshot()
                        .architecture()
                        .map(name -> " (" + Printable.text(name) + ")")
                        .orElse("")
                + (target.snapshot().release().isEmpty() ? " (assumed: no source tells the release)" : "");
    }

    /** A title and words, wrapped for a terminal. */
    private void row(String title, String text) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-" + INDENT + "s", title));
        int length = INDENT;
        for (String word : Splitter.on(' ').split(text)) {
            if (length > INDENT && length + 1 + word.length() > WIDTH) {
                row.append('\n').append(" ".repeat(INDENT));
                length = INDENT;
            } else if (length > INDENT) {
                row.append(' ');
                length++;
            }
            row.append(word);
            length += word.length();
        }
        line(row.toString());
    }

    /** A label, which may hold colours, and a number, right-aligned. */
    private void figure(String label, String plain, long number) {
        line(label + " ".repeat(Math.max(1, 44 - plain.length())) + String.format("%14s", count(number)));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void line(String text) {
        out.print(text + "\n");
    }
}
