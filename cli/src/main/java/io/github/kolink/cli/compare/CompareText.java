// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.compare.Cause;
import io.github.kolink.compare.CompareTotals;
import io.github.kolink.compare.ModuleComparison;
import io.github.kolink.compare.SectionComparison;
import io.github.kolink.compare.SectionDifference;
import io.github.kolink.compare.StageComparison;
import io.github.kolink.compare.Tally;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** The report for a terminal: what is wrong, module by module, then totals. */
final class CompareText implements CompareReport {
    private static final int MOST = 20;

    private final PrintStream out;

    CompareText(PrintStream out, CaptureFacts facts) {
        this.out = out;
        line(
                "%s, %s, %s, %d CPU%s, %s KASLR, %s stage",
                facts.release(),
                facts.machine(),
                facts.cpu(),
                facts.smp(),
                facts.smp() == 1 ? "" : "s",
                facts.kaslr() ? "with" : "without",
                facts.stage().label());
    }

    @Override
    public void compared(ModuleComparison module) {
        switch (module.outcome()) {
            case NOT_COMPARED -> line("%s: not compared: %s", module.name(), module.problem());
            case REFUSED -> line("%s: %s", module.name(), module.problem());
            case DIFFERENT -> different(module);
            case EQUAL, EXPLAINED -> {}
        }
    }

    private void different(ModuleComparison module) {
        line("%s: differs", module.name());
        module.layout().forEach(contradiction -> line("  layout: %s", contradiction));
        for (StageComparison stage : module.stages()) {
            for (SectionComparison section : stage.sections()) {
                if (!section.isExplained()) {
                    different(stage, section);
                }
            }
        }
    }

    private void different(StageComparison stage, SectionComparison section) {
        int shown = 0;
        long runs = 0;
        for (Map.Entry<Cause, Tally> each : section.causes().entrySet()) {
            runs += each.getKey().isExcused() ? 0 : each.getValue().runs();
        }
        for (SectionDifference difference : section.shown()) {
            if (!difference.cause().isExcused() && shown < MOST) {
                shown++;
                line(
                        "  %s %s+0x%x %s: %s%s, %d byte%s",
                        stage.stage().label(),
                        section.name(),
                        difference.offset(),
                        difference.symbol(),
                        difference.cause().label(),
                        difference.detail().isEmpty() ? "" : " against " + difference.detail(),
                        difference.length(),
                        difference.length() == 1 ? "" : "s");
                Excerpt bytes = new Excerpt(difference);
                line("    linked  %s", bytes.line(false));
                line("    kernel  %s", bytes.line(true));
            }
        }
        if (runs > shown) {
            line("  %s %s: %d more", stage.stage().label(), section.name(), runs - shown);
        }
    }

    @Override
    public void end(CompareTotals totals) {
        totals.stages().forEach((kind, stage) -> {
            line("");
            line(
                    "%s: %d modules, %,d bytes, %,d of them code",
                    kind.label(), stage.modules(), stage.bytes(), stage.codeBytes());
            line(
                    "  sections: %,d equal, %,d explained, %,d not explained; left out: %,d struct module",
                    stage.equal(), stage.explained(), stage.different(), stage.excluded());
            stage.causes()
                    .forEach((cause, tally) ->
                            line("  %,12d bytes in %,9d places  %s", tally.bytes(), tally.runs(), cause.label()));
        });
        int refused = totals.modules(ModuleComparison.Outcome.REFUSED);
        line("");
        line(
                "modules: %d equal, %d explained, %d different, %d not compared%s",
                totals.modules(ModuleComparison.Outcome.EQUAL),
                totals.modules(ModuleComparison.Outcome.EXPLAINED),
                totals.modules(ModuleComparison.Outcome.DIFFERENT),
                totals.modules(ModuleComparison.Outcome.NOT_COMPARED),
                refused == 0 ? "" : ", " + refused + " refused by the kernel");
        if (totals.borrowed() != 0) {
            line(
                    "%,d references resolved by values of the capture's own symbol tables: its kallsyms lacks them",
                    totals.borrowed());
        }
    }

    private void line(String format, Object... values) {
        out.print(Printable.text(String.format(Locale.ROOT, format, values)) + "\n");
    }
}
