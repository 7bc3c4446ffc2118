// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.cli.report.Literal;
import io.github.kolink.cli.report.Markup;
import io.github.kolink.compare.Cause;
import io.github.kolink.compare.ModuleComparison;
import io.github.kolink.compare.SectionComparison;
import io.github.kolink.compare.SectionDifference;
import io.github.kolink.compare.StageComparison;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One module of the HTML report: a line with a bar for each stage, and what lies behind it. */
final class ModuleMarkup {
    private static final int MOST = 40;

    private final Disassembly disassembly;
    private final Set<Cause> disassembled = new HashSet<>();

    ModuleMarkup(Disassembly disassembly) {
        this.disassembly = disassembly;
    }

    Markup of(ModuleComparison module) {
        String outcome = CompareJson.label(module.outcome());
        Markup text = new Markup()
                .add("<details class=\"module\" data-name=\"%s\" data-outcome=\"%s\">", module.name(), outcome)
                .add("<summary><b>%s</b><span class=\"badge %s\">", module.name(), outcome)
                .add("%s</span><span class=\"bars\">", outcome.replace('-', ' '));
        module.stages().forEach(stage -> bar(text, stage));
        text.add("</span></summary><div>%n<p class=\"faint\">%s</p>%n", module.file());
        if (!module.problem().isEmpty()) {
            text.add("<p class=\"bad\">%s</p>%n", module.problem());
        }
        module.layout().forEach(contradiction -> text.add("<p class=\"bad\">layout: %s</p>%n", contradiction));
        module.stages().forEach(stage -> stage(text, stage));
        return text.add("</div></details>%n");
    }

    private static void bar(Markup text, StageComparison stage) {
        text.add("<span class=\"bar\">");
        for (SectionComparison section : stage.sections()) {
            long wrong = section.bytes(false);
            long excused = section.bytes(true);
            String what = section.excluded()
                    ? "left out"
                    : section.isEqual() ? "equal" : excused + " bytes explained, " + wrong + " not explained";
            text.add("<i title=\"%s %s: %,d bytes, %s\"", stage.stage().label(), section.name(), section.size(), what);
            text.add(
                    "%s style=\"flex-grow:%d%s\"></i>",
                    new Literal(section.excluded() ? " class=\"left-out\"" : ""),
                    section.size(),
                    new Literal(section.causes().isEmpty() ? "" : ";background:" + gradient(section, excused, wrong)));
        }
        text.add("</span>");
    }

    /** From below: not explained, explained, equal. A colour that occurs at all is seen. */
    private static String gradient(SectionComparison section, long excused, long wrong) {
        double red = wrong == 0 ? 0 : Math.max(20, 100.0 * wrong / section.size());
        double amber = excused == 0 ? red : Math.min(100, red + Math.max(12, 100.0 * excused / section.size()));
        return String.format(
                Locale.ROOT,
                "linear-gradient(to top,var(--wrong) %.0f%%,var(--explained) %.0f%% %.0f%%,var(--equal) %.0f%%)",
                red,
                red,
                amber,
                amber);
    }

    private void stage(Markup text, StageComparison stage) {
        long equal =
                stage.sections().stream().filter(SectionComparison::isEqual).count();
        text.add(
                "<h2>%s: %d sections equal, %d not</h2>%n",
                stage.stage().label(),
                equal,
                stage.sections().stream()
                        .filter(section -> !section.isEqual() && !section.excluded())
                        .count());
        if (stage.sections().stream().allMatch(section -> section.isEqual() || section.excluded())) {
            return;
        }
        text.add("<table><tr><th>section</th><th class=\"number\">bytes</th><th class=\"number\">explained</th>"
                + "<th class=\"number\">not explained</th><th>causes</th></tr>%n");
        for (SectionComparison section : stage.sections()) {
            if (!section.causes().isEmpty()) {
                text.add(
                        "<tr><td>%s</td><td class=\"number\">%,d</td><td class=\"number\">%,d</td>"
                                + "<td class=\"number\">%,d</td><td>%s</td></tr>%n",
                        section.name(),
                        section.size(),
                        section.bytes(true),
                        section.bytes(false),
                        section.causes().entrySet().stream()
                                .map(each -> each.getKey().label() + " ("
                                        + each.getValue().bytes() + ")")
                                .collect(Collectors.joining(", ")));
            }
        }
        text.add("</table>%n");
        differences(text, stage);
    }

    /** What is not explained, then one example of each cause that is. */
    private void differences(Markup text, StageComparison stage) {
        Set<Cause> examples = new HashSet<>();
        for (boolean excused : new boolean[] {false, true}) {
            for (SectionComparison section : stage.sections()) {
                int shown = 0;
                for (SectionDifference difference : section.shown()) {
                    if (difference.cause().isExcused() == excused
                            && (excused ? examples.add(difference.cause()) : shown++ < MOST)) {
                        difference(text, section, difference);
                    }
                }
            }
        }
    }

    private void difference(Markup text, SectionComparison section, SectionDifference difference) {
        boolean excused = difference.cause().isExcused();
        text.add(
                "<div class=\"difference\">%s<b class=\"%s\">%s</b> at <b>%s</b> <span class=\"faint\">%s+0x%x,"
                        + " %d bytes%s</span>%n",
                excused ? "for example " : "",
                excused ? "" : "bad",
                difference.cause().label(),
                difference.symbol(),
                section.name(),
                difference.offset(),
                difference.length(),
                difference.detail().isEmpty() ? "" : ", against " + difference.detail());
        Excerpt bytes = new Excerpt(difference);
        text.add("<pre>linked ");
        bytes(text, bytes, false);
        text.add("%nkernel ");
        bytes(text, bytes, true);
        text.add("</pre>%n");
        // Examples are disassembled for the first module that has one in code.
        if (section.executable() && (!excused || disassembled.add(difference.cause()))) {
            Optional<String> linked = disassembly.of(section, difference, false);
            Optional<String> captured = disassembly.of(section, difference, true);
            if (linked.isPresent() && captured.isPresent()) {
                text.add("<div class=\"two\"><pre>%s</pre>", new Literal(Markup.escapeLines(linked.get())));
                text.add("<pre>%s</pre></div>%n", new Literal(Markup.escapeLines(captured.get())));
            }
        }
        text.add("</div>%n");
    }

    private static void bytes(Markup text, Excerpt bytes, boolean captured) {
        for (int i = 0; i < bytes.length(); i++) {
            text.add(bytes.differs(i) ? " <mark>%s</mark>" : " %s", captured ? bytes.captured(i) : bytes.linked(i));
        }
    }
}
