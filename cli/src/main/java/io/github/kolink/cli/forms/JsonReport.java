// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import com.google.common.io.FileBackedOutputStream;
import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.report.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * The report for programs. The summary comes first, so the modules wait for it: in memory up to some size, then in a
 * temporary file. One module per line.
 */
final class JsonReport implements CheckReport {
    private static final int IN_MEMORY = 8 << 20;

    private final OutputStream out;
    private final Totals totals;
    private final List<CheckedKernel> kernels = new ArrayList<>();
    private final FileBackedOutputStream modules = new FileBackedOutputStream(IN_MEMORY);
    private boolean first = true;

    JsonReport(OutputStream out, Totals totals) {
        this.out = out;
        this.totals = totals;
    }

    @Override
    public void kernel(CheckedKernel kernel) {
        kernels.add(kernel);
    }

    @Override
    public void module(CheckedModule module) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.to(entry)) {
            json.writeStartObject();
            ModuleJson.module(json, module);
            json.writeEndObject();
        }
        try {
            modules.write(ascii(first ? "\n" : ",\n"));
            entry.writeTo(modules);
            first = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.to(head)) {
            ModuleJson.summary(json, totals);
        }
        out.write(ascii("{\"schemaVersion\":1,\"summary\":"));
        head.writeTo(out);
        head.reset();
        try (JsonGenerator json = Json.to(head)) {
            json.writeStartArray();
            kernels.forEach(kernel -> ModuleJson.kernel(json, kernel));
            json.writeEndArray();
        }
        out.write(ascii(",\n\"kernels\":"));
        head.writeTo(out);
        out.write(ascii(",\n\"modules\":["));
        modules.asByteSource().copyTo(out);
        out.write(ascii("\n]}\n"));
        out.flush();
        modules.reset();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
