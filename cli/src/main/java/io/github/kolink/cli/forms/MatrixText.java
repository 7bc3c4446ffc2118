// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.finding.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for people, about many kernels: a table of verdicts, and behind it the reasons. */
final class MatrixText implements CheckReport {
    private final PrintStream out;
    private final Totals totals;
    private final VerdictTable table;
    private final Palette palette;
    private final List<CheckedKernel> kernels = new ArrayList<>();
    private final Map<String, Map<String, Reason>> reasons = new LinkedHashMap<>();

    /** Why modules do not load on one kernel: a code, how many have it first, and the first of them. */
    private record Reason(int modules, String path, String words) {}

    MatrixText(Streams streams, Totals totals) {
        this.out = streams.out();
        this.totals = totals;
        this.palette = new Palette(streams.terminal().colourOut());
        this.table = new VerdictTable(palette);
    }

    @Override
    public void kernel(CheckedKernel kernel) {
        if (kernels.stream().noneMatch(kernel::equals)) {
            kernels.add(kernel);
        }
    }

    @Override
    public void module(CheckedModule module) {
        table.add(module);
        if (module.verdict().filter(Verdict::loads).isPresent()) {
            return;
        }
        String code =
                module.deciding().map(each -> each.finding().code().name()).orElse("unreadable");
        String words = module.headline();
        reasons.computeIfAbsent(module.kernel(), unused -> new LinkedHashMap<>())
                .merge(
                        code,
                        new Reason(1, module.path(), words),
                        (old, more) -> new Reason(old.modules() + 1, old.path(), old.words()));
    }

    @Override
    public void close() {
        table.lines().forEach(this::line);
        for (CheckedKernel kernel : kernels) {
            line("");
            line(palette.bold(Printable.text(kernel.name())));
            KernelRows.of(kernel).forEach(this::line);
            reasons.getOrDefault(kernel.name(), Map.of()).forEach((code, reason) -> {
                line(String.format(
                        Locale.ROOT,
                        "%,7d %s, first of them %s",
                        reason.modules(),
                        code,
                        Printable.text(reason.path())));
                line("        " + Printable.text(reason.words()));
            });
        }
        line("");
        line(String.format(
                Locale.ROOT,
                "%,d checked: %,d would load, %,d refused, %,d undefined, %,d unknown, %,d unreadable;"
                        + " %,d failed, %,d findings known",
                totals.modules(),
                totals.of(Verdict.WOULD_LOAD) + totals.of(Verdict.WOULD_LOAD_WITH_TAINT),
                totals.of(Verdict.REFUSED),
                totals.of(Verdict.UNDEFINED),
                totals.of(Verdict.UNKNOWN),
                totals.unreadable(),
                totals.failed(),
                totals.known()));
        out.flush();
    }

    private void line(String text) {
        out.print(text + "\n");
    }
}
