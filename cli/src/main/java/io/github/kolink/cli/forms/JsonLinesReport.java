// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.report.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * The report as lines of JSON: a module each, written at once, and a last one with the summary, the kernels, and which part
 * of the check it is. Without its last line a file is known to be incomplete.
 */
final class JsonLinesReport implements CheckReport {
    private final OutputStream out;
    private final ReportScope scope;
    private final Totals totals;
    private final List<CheckedKernel> kernels = new ArrayList<>();

    JsonLinesReport(OutputStream out, ReportScope scope, Totals totals) {
        this.out = out;
        this.scope = scope;
        this.totals = totals;
    }

    @Override
    public void kernel(CheckedKernel kernel) {
        kernels.add(kernel);
    }

    @Override
    public void module(CheckedModule module) {
        line(json -> {
            json.writeNumberProperty("pair", module.pair());
            ModuleJson.module(json, module);
        });
    }

    @Override
    public void close() throws IOException {
        line(json -> {
            json.writeNumberProperty("schemaVersion", 1);
            json.writeName("summary");
            ModuleJson.summary(json, totals);
            json.writeArrayPropertyStart("kernels");
            kernels.forEach(kernel -> ModuleJson.kernel(json, kernel));
            json.writeEndArray();
            json.writeObjectPropertyStart("shard");
            json.writeNumberProperty("index", scope.shard().index());
            json.writeNumberProperty("of", scope.shard().of());
            json.writeNumberProperty("pairs", scope.pairs());
            json.writeNumberProperty("kernels", scope.kernels());
            json.writeStringProperty("digest", scope.digest());
            json.writeEndObject();
        });
        out.flush();
    }

    private void line(Consumer<JsonGenerator> properties) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.to(line)) {
            json.writeStartObject();
            properties.accept(json);
            json.writeEndObject();
        }
        line.write('\n');
        try {
            line.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
