// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.cli.report.Json;
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
import tools.jackson.core.JsonGenerator;

/** The report for programs; sections without a difference are only counted. */
final class CompareJson implements CompareReport {
    private static final int FORMAT = 1;

    private final PrintStream out;
    private final JsonGenerator json;

    CompareJson(PrintStream out, CaptureFacts facts) {
        this.out = out;
        this.json = Json.to(out);
        json.writeStartObject();
        json.writeNumberProperty("format", FORMAT);
        json.writeStringProperty("release", facts.release());
        json.writeStringProperty("machine", facts.machine());
        json.writeStringProperty("cpu", facts.cpu());
        json.writeStringProperty("stage", facts.stage().label());
        json.writeName("modules");
        json.writeStartArray();
    }

    @Override
    public void compared(ModuleComparison module) {
        json.writeStartObject();
        json.writeStringProperty("name", module.name());
        json.writeStringProperty("file", module.file());
        json.writeStringProperty("outcome", label(module.outcome()));
        Json.text(json, "problem", module.problem());
        json.writeName("layout");
        json.writeStartArray();
        module.layout().forEach(json::writeString);
        json.writeEndArray();
        json.writeNumberProperty("borrowed", module.borrowed());
        json.writeName("stages");
        json.writeStartArray();
        module.stages().forEach(this::stage);
        json.writeEndArray();
        json.writeEndObject();
    }

    static String label(ModuleComparison.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void stage(StageComparison stage) {
        json.writeStartObject();
        json.writeStringProperty("stage", stage.stage().label());
        json.writeNumberProperty("sections", stage.sections().size());
        json.writeNumberProperty(
                "equal",
                stage.sections().stream().filter(SectionComparison::isEqual).count());
        json.writeName("different");
        json.writeStartArray();
        stage.sections().stream().filter(section -> !section.isEqual()).forEach(this::section);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void section(SectionComparison section) {
        json.writeStartObject();
        json.writeNumberProperty("index", section.index());
        json.writeStringProperty("name", section.name());
        json.writeStringProperty("address", "0x" + Long.toHexString(section.address()));
        json.writeNumberProperty("size", section.size());
        json.writeBooleanProperty("excluded", section.excluded());
        causes(section.causes());
        json.writeName("differences");
        json.writeStartArray();
        section.shown().stream()
                .filter(difference -> !difference.cause().isExcused())
                .forEach(this::difference);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void causes(Map<Cause, Tally> causes) {
        json.writeName("causes");
        json.writeStartArray();
        causes.forEach((cause, tally) -> {
            json.writeStartObject();
            json.writeStringProperty(
                    "kind", cause.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            Json.text(json, "name", cause.name());
            json.writeNumberProperty("bytes", tally.bytes());
            json.writeNumberProperty("places", tally.runs());
            json.writeEndObject();
        });
        json.writeEndArray();
    }

    private void difference(SectionDifference difference) {
        Excerpt bytes = new Excerpt(difference);
        json.writeStartObject();
        json.writeNumberProperty("offset", difference.offset());
        json.writeNumberProperty("length", difference.length());
        json.writeStringProperty("symbol", difference.symbol());
        json.writeStringProperty("cause", difference.cause().label());
        Json.text(json, "against", difference.detail());
        json.writeNumberProperty("from", bytes.offset());
        StringBuilder linked = new StringBuilder();
        StringBuilder captured = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            linked.append(bytes.linked(i));
            captured.append(bytes.captured(i));
        }
        json.writeStringProperty("linked", linked.toString());
        json.writeStringProperty("captured", captured.toString());
        json.writeEndObject();
    }

    @Override
    public void end(CompareTotals totals) {
        json.writeEndArray();
        json.writeName("totals");
        json.writeStartObject();
        for (ModuleComparison.Outcome outcome : ModuleComparison.Outcome.values()) {
            json.writeNumberProperty(label(outcome), totals.modules(outcome));
        }
        json.writeNumberProperty("borrowed", totals.borrowed());
        json.writeName("stages");
        json.writeStartArray();
        totals.stages().forEach((kind, stage) -> {
            json.writeStartObject();
            json.writeStringProperty("stage", kind.label());
            json.writeNumberProperty("modules", stage.modules());
            json.writeNumberProperty("bytes", stage.bytes());
            json.writeNumberProperty("code_bytes", stage.codeBytes());
            json.writeNumberProperty("equal", stage.equal());
            json.writeNumberProperty("explained", stage.explained());
            json.writeNumberProperty("different", stage.different());
            json.writeNumberProperty("excluded", stage.excluded());
            causes(stage.causes());
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.close();
        out.print("\n");
    }
}
