// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for people, about one kernel: problems as they are found, then what was used and what was counted. */
final class TextReport implements CheckReport {
    private final PrintStream out;
    private final Totals totals;
    private final Palette palette;
    private final boolean single;
    private final ModuleLines lines;
    private final List<CheckedKernel> kernels = new ArrayList<>();

    TextReport(Streams streams, ReportScope scope, Totals totals) {
        this.out = streams.out();
        this.totals = totals;
        this.palette = new Palette(streams.terminal().colourOut());
        this.single = scope.isSingle();
        this.lines = new ModuleLines(single ? Severity.NOTE : Severity.WARNING, palette);
    }

    @Override
    public boolean shows(CheckedModule module) {
        // Taint alone is no news: every module of some trees taints the kernel.
        return single
                || module.warns()
                || module.counted().isEmpty()
                || !module.counted().get().loads();
    }

    @Override
    public void kernel(CheckedKernel kernel) {
        kernels.add(kernel);
    }

    @Override
    public void module(CheckedModule module) {
        if (shows(module)) {
            lines(lines.of(module));
            line("");
            out.flush();
        }
    }

    @Override
    public void close() {
        for (CheckedKernel kernel : kernels) {
            lines(KernelRows.of(kernel));
        }
        if (!single) {
            line("");
            summary();
        }
        out.flush();
    }

    private void summary() {
        figure(palette.bold("Modules"), "Modules", totals.modules());
        for (Verdict verdict : Verdict.values()) {
            String label = "  " + verdict.label().replace('-', ' ');
            figure(totals.of(verdict) == 0 ? label : palette.verdict(verdict, label), label, totals.of(verdict));
        }
        figure("  unreadable", "  unreadable", totals.unreadable());
        if (totals.known() > 0) {
            figure("  (findings known to the baseline)", "  (findings known to the baseline)", totals.known());
        }
        long all = totals.relocations().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        figure(palette.bold("Relocations"), "Relocations", all);
        totals.relocations().forEach((type, count) -> figure("  " + type, "  " + type, count));
        if (totals.veneers() > 0) {
            figure("  (through linkage entries)", "  (through linkage entries)", totals.veneers());
        }
        long compared = totals.crcsAgree() + totals.crcsDiffer() + totals.crcsMissing();
        if (compared > 0) {
            figure(palette.bold("CRCs of imports"), "CRCs of imports", compared);
            figure("  agree", "  agree", totals.crcsAgree());
            figure("  differ", "  differ", totals.crcsDiffer());
            figure("  missing in the module", "  missing in the module", totals.crcsMissing());
        }
        if (!totals.remarks().isEmpty()) {
            line(palette.bold("Remarks"));
            for (Map.Entry<FindingCode, Integer> remark : totals.remarks().entrySet()) {
                figure("  " + remark.getKey(), "  " + remark.getKey(), remark.getValue());
            }
        }
    }

    /** A label, which may hold colours, and a number, right-aligned. */
    private void figure(String label, String plain, long number) {
        line(label + " ".repeat(Math.max(1, 44 - plain.length())) + String.format(Locale.ROOT, "%,14d", number));
    }

    private void lines(List<String> texts) {
        for (String text : texts) {
            line(text);
        }
    }

    private void line(String text) {
        out.print(text + "\n");
    }
}
