// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

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

/** The report of an integrity check: one line for each place that is not what the module's file says. */
final class VerifyText implements CompareReport {
    private final PrintStream out;
    private long places;
    private long code;

    VerifyText(PrintStream out) {
        this.out = out;
    }

    @Override
    public void compared(ModuleComparison module) {
        if (!module.problem().isEmpty()) {
            line("%s: cannot be verified: %s", module.name(), module.problem());
        }
        module.layout().forEach(contradiction -> line("%s: layout: %s", module.name(), contradiction));
        if (module.stages().isEmpty()) {
            return;
        }
        // The last stage is the one nearest to what runs.
        StageComparison stage = module.stages().get(module.stages().size() - 1);
        for (SectionComparison section : stage.sections()) {
            code += section.executable() ? section.size() : 0;
            int shown = 0;
            for (SectionDifference difference : section.shown()) {
                if (!difference.cause().isExcused()) {
                    shown++;
                    show(module, section, difference);
                }
            }
            long all = 0;
            for (Map.Entry<Cause, Tally> each : section.causes().entrySet()) {
                all += each.getKey().isExcused() ? 0 : each.getValue().runs();
            }
            places += all;
            if (all > shown) {
                line("%s: %s: %d more places", module.name(), section.name(), all - shown);
            }
        }
    }

    private void show(ModuleComparison module, SectionComparison section, SectionDifference difference) {
        Excerpt bytes = new Excerpt(difference);
        line(
                "%s: %s: %s, %s: %d byte%s%s",
                module.name(),
                difference.symbol(),
                section.name(),
                Long.toHexString(section.address() + difference.offset()),
                difference.length(),
                difference.length() == 1 ? "" : "s",
                why(difference));
        line("    file    %s", bytes.line(false));
        line("    memory  %s", bytes.line(true));
    }

    private static String why(SectionDifference difference) {
        Cause cause = difference.cause();
        return switch (cause.kind()) {
            case RELOCATION -> " of a reference to " + difference.detail();
            case IMPLAUSIBLE -> " " + cause.label();
            case UNEXPLAINED, PASS, RUN_TIME -> "";
        };
    }

    @Override
    public void end(CompareTotals totals) {
        int compared = totals.modules(ModuleComparison.Outcome.EQUAL)
                + totals.modules(ModuleComparison.Outcome.EXPLAINED)
                + totals.modules(ModuleComparison.Outcome.DIFFERENT);
        line(
                "%d module%s verified, %,d bytes of code: %s",
                compared,
                compared == 1 ? "" : "s",
                code,
                switch ((int) Math.min(places, 2)) {
                    case 0 -> "all of it is what their files say";
                    case 1 -> "1 place is not what its file says";
                    default -> String.format(Locale.ROOT, "%,d places are not what their files say", places);
                });
    }

    private void line(String format, Object... values) {
        out.print(Printable.text(String.format(Locale.ROOT, format, values)) + "\n");
    }
}
