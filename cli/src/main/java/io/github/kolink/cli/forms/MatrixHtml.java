// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.report.Json;
import io.github.kolink.cli.report.Literal;
import io.github.kolink.cli.report.Markup;
import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The report as one HTML page: modules down, kernels across, a verdict in each place, and behind each place what the text
 * report says of it. The page loads nothing; its script shows text and never makes markup of it.
 */
final class MatrixHtml implements CheckReport {
    /** Verdicts in the order of the bars, with their class in the style sheet. */
    private static final List<String> LABELS = List.of("loads", "unknown", "refused", "undefined", "unreadable");

    private final PrintStream out;
    private final Totals totals;
    private final ModuleLines lines = new ModuleLines(Severity.NOTE, new Palette(false));
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<String, Map<String, Cell>> rows = new LinkedHashMap<>();
    private final List<List<String>> details = new ArrayList<>();

    /** A kernel: what is told of it, and how many modules fare how. */
    private record Column(List<String> told, Map<String, Integer> counts) {}

    /**
     * A place of the table.
     *
     * @param label its class
     * @param words what stands in it
     * @param reason the code of the finding that decides, in small letters; empty if it loads
     * @param headline why, in one line; empty if there is nothing to say
     * @param detail which of the details is told of it; -1 for none
     */
    private record Cell(String label, String words, String reason, String headline, int detail) {}

    MatrixHtml(PrintStream out, Totals totals) {
        this.out = out;
        this.totals = totals;
    }

    @Override
    public void kernel(CheckedKernel kernel) {
        columns.put(kernel.name(), new Column(KernelRows.of(kernel), new TreeMap<>()));
    }

    @Override
    public void module(CheckedModule module) {
        boolean loads = module.verdict().filter(Verdict::loads).isPresent();
        String label = loads ? "loads" : module.label();
        columns.computeIfAbsent(module.kernel(), unused -> new Column(List.of(), new TreeMap<>()))
                .counts()
                .merge(label, 1, Integer::sum);
        List<String> said = lines.of(module);
        int detail = said.size() > 1 ? details.size() : -1;
        if (detail >= 0) {
            details.add(said);
        }
        boolean plain = loads && module.deciding().isEmpty();
        String reason = loads
                ? ""
                : module.deciding()
                        .map(each -> each.finding()
                                .code()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' '))
                        .orElse("");
        rows.computeIfAbsent(module.path(), unused -> new LinkedHashMap<>())
                .put(
                        module.kernel(),
                        new Cell(label, VerdictTable.words(module), reason, plain ? "" : module.headline(), detail));
    }

    @Override
    public void close() {
        Markup page = new Markup()
                .add("<!doctype html>%n<html lang=\"en\"><head><meta charset=\"utf-8\">%n")
                .add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">%n")
                .add("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                        + " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">%n")
                .add("<title>kolink check: %,d modules, %,d kernels</title>%n", rows.size(), columns.size())
                .add("<style>%n")
                .addResource(MatrixHtml.class, "matrix.css")
                .add("</style></head><body>%n");
        head(page);
        table(page);
        page.add("<aside id=\"detail\" hidden><button id=\"close\" aria-label=\"close\">&#215;</button>")
                .add("<h2 id=\"about\"></h2><pre id=\"lines\"></pre></aside>%n")
                .add("<script type=\"application/json\" id=\"details\">%s</script>%n<script>%n", new Literal(data()))
                .addResource(MatrixHtml.class, "matrix.js")
                .add("</script></body></html>%n");
        out.print(page);
        out.flush();
    }

    private void head(Markup page) {
        page.add("<header><h1>kolink check</h1><p>%,d modules, %,d kernels: ", rows.size(), columns.size())
                .add(
                        "%,d would load, %,d refused, %,d undefined, %,d unknown, %,d unreadable",
                        totals.of(Verdict.WOULD_LOAD) + totals.of(Verdict.WOULD_LOAD_WITH_TAINT),
                        totals.of(Verdict.REFUSED),
                        totals.of(Verdict.UNDEFINED),
                        totals.of(Verdict.UNKNOWN),
                        totals.unreadable())
                .add(totals.failed() > 0 ? "; <b class=\"bad\">%,d failed</b>" : "; %,d failed", totals.failed())
                .add(totals.known() > 0 ? ", %,d findings known to the baseline" : "", totals.known())
                .add("</p>%n<p class=\"legend\">");
        for (String label : LABELS) {
            page.add("<span class=\"%s\">%s</span>", label, label);
        }
        page.add(
                        "</p>%n<p class=\"tools\"><input id=\"name\" type=\"search\" placeholder=\"module\" aria-label=\"module\">")
                .add(" <select id=\"which\" aria-label=\"which modules\"><option value=\"all\">all modules</option>")
                .add("<option value=\"bad\">not loading everywhere</option>")
                .add("<option value=\"mixed\">different between kernels</option>");
        LABELS.forEach(label -> page.add("<option value=\"%s\">%s somewhere</option>", label, label));
        page.add("</select> <span id=\"count\" class=\"faint\"></span></p></header>%n");
    }

    private void table(Markup page) {
        page.add("<table><thead><tr><th>module</th>");
        columns.forEach((kernel, column) -> {
            page.add("<th><button data-d=\"%d\">%s</button><span class=\"bar\">", details.size(), kernel);
            details.add(column.told());
            for (String label : LABELS) {
                int count = column.counts().getOrDefault(label, 0);
                if (count > 0) {
                    page.add(
                            "<i class=\"%s\" style=\"flex-grow:%d\" title=\"%,d %s\"></i>", label, count, count, label);
                }
            }
            int loads = column.counts().getOrDefault("loads", 0);
            int all = column.counts().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            page.add("</span><small>%,d of %,d load</small></th>", loads, all);
        });
        page.add("</tr></thead>%n<tbody>%n");
        rows.forEach((path, row) -> {
            page.add("<tr><th title=\"%s\">%s</th>", path, path.substring(path.lastIndexOf('/') + 1));
            columns.keySet().forEach(kernel -> cell(page, row.get(kernel)));
            page.add("</tr>%n");
        });
        page.add("</tbody></table>%n");
    }

    private static void cell(Markup page, @Nullable Cell cell) {
        if (cell == null) {
            page.add("<td></td>");
            return;
        }
        page.add("<td class=\"%s\"", cell.label());
        if (cell.detail() >= 0) {
            page.add(" data-d=\"%d\" tabindex=\"0\"", cell.detail());
        }
        if (!cell.headline().isEmpty()) {
            page.add(" title=\"%s\"", cell.headline());
        }
        page.add(">%s", cell.words());
        if (!cell.reason().isEmpty()) {
            page.add(" <small>%s</small>", cell.reason());
        }
        page.add("</td>");
    }

    /** The details as JSON, without what would end a script element. */
    private String data() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.to(data)) {
            json.writeStartArray();
            for (List<String> each : details) {
                json.writeString(String.join("\n", each));
            }
            json.writeEndArray();
        }
        return data.toString(StandardCharsets.US_ASCII).replace("<", "\\u003c");
    }
}
