// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.cli.report.Markup;
import io.github.kolink.compare.CompareTotals;
import io.github.kolink.compare.ModuleComparison;
import java.io.PrintStream;

/** The report for people who would rather look: one file, no network. */
final class CompareHtml implements CompareReport {
    private final PrintStream out;
    private final CaptureFacts facts;
    private final ModuleMarkup modules;
    private final Markup list = new Markup();

    CompareHtml(PrintStream out, CaptureFacts facts) {
        this.out = out;
        this.facts = facts;
        this.modules = new ModuleMarkup(new Disassembly(facts.machine()));
    }

    @Override
    public void compared(ModuleComparison module) {
        list.add(modules.of(module));
    }

    @Override
    public void end(CompareTotals totals) {
        Markup page = new Markup()
                .add("<!doctype html>%n<html lang=\"en\"><head><meta charset=\"utf-8\">%n")
                .add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">%n")
                .add("<title>kolink compare: %s %s</title>%n<style>%n", facts.release(), facts.machine())
                .addResource(CompareHtml.class, "report.css")
                .add("</style></head><body><main>%n");
        head(page, totals);
        causes(page, totals);
        page.add("<h2>Modules</h2>%n<p class=\"legend\">")
                .add("<span style=\"--colour:var(--equal)\">equal</span>")
                .add("<span style=\"--colour:var(--explained)\">explained</span>")
                .add("<span style=\"--colour:var(--wrong)\">not explained</span>")
                .add("<span style=\"--colour:var(--left-out)\">left out: struct module</span>")
                .add(
                        "<span class=\"faint\" style=\"--colour:transparent\">One bar for each stage; a segment is a section,"
                                + " as wide as it is large.</span></p>%n")
                .add("<p class=\"tools\"><input id=\"name\" placeholder=\"module\" aria-label=\"module\">")
                .add("<select id=\"outcome\" aria-label=\"outcome\"><option value=\"\">all</option>");
        for (ModuleComparison.Outcome outcome : ModuleComparison.Outcome.values()) {
            page.add("<option>%s</option>", CompareJson.label(outcome));
        }
        page.add("</select> <span id=\"count\" class=\"faint\"></span></p>%n")
                .add(list)
                .add("<script>%n")
                .addResource(CompareHtml.class, "report.js")
                .add("</script></main></body></html>%n");
        out.print(page);
    }

    private void head(Markup page, CompareTotals totals) {
        boolean good = totals.modules(ModuleComparison.Outcome.DIFFERENT) == 0
                && totals.modules(ModuleComparison.Outcome.NOT_COMPARED) == 0;
        page.add("<h1>kolink compare: %s</h1>%n", facts.release())
                .add(
                        "<p class=\"faint\">%s, %s, %d CPU, KASLR %s, captured by %s</p>%n",
                        facts.machine(), facts.cpu(), facts.smp(), facts.kaslr() ? "on" : "off", facts.tool())
                .add("<p class=\"faint\">%s</p>%n", facts.banner())
                .add(
                        "<div class=\"cards\"><div class=\"card\"><h3>Modules</h3><p><b class=\"%s\">",
                        good ? "good" : "bad")
                .add("%d different</b></p>", totals.modules(ModuleComparison.Outcome.DIFFERENT))
                .add(
                        "<p>%d equal, %d explained, %d refused by the kernel, %d not compared</p>",
                        totals.modules(ModuleComparison.Outcome.EQUAL),
                        totals.modules(ModuleComparison.Outcome.EXPLAINED),
                        totals.modules(ModuleComparison.Outcome.REFUSED),
                        totals.modules(ModuleComparison.Outcome.NOT_COMPARED));
        if (totals.borrowed() != 0) {
            page.add(
                    "<p class=\"faint\">%,d references resolved by the capture's own symbol tables: its kallsyms lacks"
                            + " them</p>",
                    totals.borrowed());
        }
        page.add("</div>%n");
        totals.stages()
                .forEach((kind, stage) -> page.add("<div class=\"card\"><h3>Stage: %s</h3>", kind.label())
                        .add(
                                "<p><b class=\"%s\">%,d sections not explained</b></p>",
                                stage.different() == 0 ? "good" : "bad", stage.different())
                        .add(
                                "<p>%,d equal, %,d explained; %,d struct module left out</p>",
                                stage.equal(), stage.explained(), stage.excluded())
                        .add(
                                "<p class=\"faint\">%,d bytes, %,d of them code</p></div>%n",
                                stage.bytes(), stage.codeBytes()));
        page.add("</div>%n");
    }

    private static void causes(Markup page, CompareTotals totals) {
        totals.stages().forEach((kind, stage) -> {
            if (stage.causes().isEmpty()) {
                return;
            }
            long most = stage.causes().values().stream()
                    .mapToLong(tally -> tally.bytes())
                    .max()
                    .orElse(1);
            page.add("<h2>What differs at stage %s, by cause</h2>%n<table><tr><th>cause</th>", kind.label())
                    .add("<th class=\"number\">bytes</th><th class=\"number\">places</th><th></th></tr>%n");
            stage.causes()
                    .forEach((cause, tally) -> page.add(
                                    "<tr><td>%s</td><td class=\"number\">%,d</td><td class=\"number\">%,d</td>",
                                    cause.label(), tally.bytes(), tally.runs())
                            .add(
                                    "<td style=\"width:40%%\"><span class=\"share%s\" style=\"width:%.2f%%\"></span></td></tr>%n",
                                    cause.isExcused() ? "" : " wrong", 100.0 * tally.bytes() / most));
            page.add("</table>%n");
        });
    }
}
