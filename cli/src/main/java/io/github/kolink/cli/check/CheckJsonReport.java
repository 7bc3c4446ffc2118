// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import com.google.common.io.FileBackedOutputStream;
import io.github.kolink.cli.report.Json;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.Verdict;
import io.github.kolink.link.LinkResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * The report for programs. The summary comes first, so the modules wait for it: in memory up to some size, then in a
 * temporary file. One module per line.
 */
final class CheckJsonReport implements CheckReport {
    private static final int IN_MEMORY = 8 << 20;

    private final OutputStream out;
    private final CheckTotals totals;
    private final FileBackedOutputStream modules = new FileBackedOutputStream(IN_MEMORY);
    private boolean first = true;

    CheckJsonReport(OutputStream out, CheckTotals totals) {
        this.out = out;
        this.totals = totals;
    }

    @Override
    public boolean shows(LinkResult result) {
        return false;
    }

    @Override
    public void linked(String path, LinkResult result) {
        add(json -> {
            json.writeStringProperty("path", path);
            json.writeStringProperty("verdict", result.verdict().label());
            Json.text(json, "errno", result.errno());
            json.writeArrayPropertyStart("kernelMessages");
            result.kernelMessages().forEach(json::writeString);
            json.writeEndArray();
            json.writeArrayPropertyStart("taint");
            result.taints().forEach(taint -> json.writeString(taint.name()));
            json.writeEndArray();
            json.writeArrayPropertyStart("findings");
            result.findings().forEach(finding -> finding(json, finding));
            json.writeEndArray();
        });
    }

    private static void finding(JsonGenerator json, Finding finding) {
        json.writeStartObject();
        json.writeStringProperty("code", finding.code().name());
        json.writeStringProperty("severity", finding.code().severity().name().toLowerCase(Locale.ROOT));
        Json.text(json, "section", finding.section());
        if (finding.offset().isPresent()) {
            json.writeNumberProperty("offset", finding.offset().getAsLong());
        } else {
            json.writeNullProperty("offset");
        }
        Json.text(json, "symbol", finding.symbol());
        Json.text(json, "kernelMessage", finding.kernelMessage());
        json.writeStringProperty("detail", finding.detail());
        json.writeEndObject();
    }

    @Override
    public void unreadable(String path, String problem) {
        add(json -> {
            json.writeStringProperty("path", path);
            json.writeStringProperty("verdict", "unreadable");
            json.writeNullProperty("errno");
            json.writeArrayPropertyStart("kernelMessages");
            json.writeEndArray();
            json.writeArrayPropertyStart("taint");
            json.writeEndArray();
            json.writeArrayPropertyStart("findings");
            json.writeStartObject();
            json.writeStringProperty("code", "INPUT_UNREADABLE");
            json.writeStringProperty("severity", "unreadable");
            for (String none : new String[] {"section", "offset", "symbol", "kernelMessage"}) {
                json.writeNullProperty(none);
            }
            json.writeStringProperty("detail", problem);
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    private void add(Consumer<JsonGenerator> fields) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.to(entry)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        try {
            modules.write((first ? "\n" : ",\n").getBytes(StandardCharsets.US_ASCII));
            entry.writeTo(modules);
            first = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.to(summary)) {
            summary(json);
        }
        out.write("{\"schemaVersion\":1,\"summary\":".getBytes(StandardCharsets.US_ASCII));
        summary.writeTo(out);
        out.write(",\n\"modules\":[".getBytes(StandardCharsets.US_ASCII));
        modules.asByteSource().copyTo(out);
        out.write("\n]}\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        modules.reset();
    }

    private void summary(JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("modules", totals.modules());
        json.writeNumberProperty("wouldLoad", totals.of(Verdict.WOULD_LOAD));
        json.writeNumberProperty("wouldLoadWithTaint", totals.of(Verdict.WOULD_LOAD_WITH_TAINT));
        json.writeNumberProperty("refused", totals.of(Verdict.REFUSED));
        json.writeNumberProperty("undefined", totals.of(Verdict.UNDEFINED));
        json.writeNumberProperty("unknown", totals.of(Verdict.UNKNOWN));
        json.writeNumberProperty("unreadable", totals.unreadable());
        json.writeNumberProperty("relocations", totals.relocations());
        json.writeObjectPropertyStart("relocationsByType");
        totals.relocationsByType().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeEndObject();
    }
}
