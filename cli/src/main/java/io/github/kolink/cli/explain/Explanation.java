// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.explain;

import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.autoload.names.RequestCatalogue;
import io.github.kolink.autoload.names.Resolution;
import io.github.kolink.cli.report.Json;
import io.github.kolink.cli.terminal.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * All that is to be said of a name, in two forms.
 *
 * @param name as it was asked for
 * @param helper what the kernel starts for it
 * @param index of the tree
 * @param makers places of the kernel that may have asked, the closest first
 * @param resolution which rule answers, with which modules
 * @param plans what would be done for each of them
 */
record Explanation(
        String name,
        String helper,
        TreeIndex index,
        List<RequestCatalogue.Entry> makers,
        Resolution resolution,
        List<LoadPlan> plans) {
    /** So many places of one format are told; the rest is counted. */
    private static final int PLACES = 6;

    /** Formats that fit any name say little: they are told only if no other does. */
    private List<RequestCatalogue.Entry> tellingMakers() {
        List<RequestCatalogue.Entry> named =
                makers.stream().filter(entry -> !entry.fitsAnything()).toList();
        return named.isEmpty() ? makers : named;
    }

    String text() throws IOException {
        StringBuilder text = new StringBuilder("name:     " + Printable.text(name) + "\n");
        text.append("helper:   " + Printable.text(helper) + "\n");
        askers(text);
        text.append("rule:     " + resolution.rule().word() + rule() + "\n");
        for (LoadPlan plan : plans) {
            text.append("module:   " + Printable.text(plan.target().module()) + source(plan.target()) + "\n");
            plan.blacklisted().ifPresent(line -> text.append("kept out: " + Printable.text(line) + "\n"));
            for (LoadPlan.Step step : plan.steps()) {
                text.append(
                        "          " + Printable.text(line(step)) + (step.isRequired() ? "" : "  (may fail)") + "\n");
            }
        }
        return text.toString();
    }

    private void askers(StringBuilder text) {
        String format = "";
        int places = 0;
        for (RequestCatalogue.Entry maker : tellingMakers()) {
            if (!maker.format().equals(format)) {
                format = maker.format();
                places = 0;
                text.append(
                        "asked as: " + format + (maker.meaning().isEmpty() ? "" : "  -- " + maker.meaning()) + "\n");
            }
            if (places++ < PLACES) {
                text.append("          " + maker.function() + "(), " + maker.file() + " (" + maker.versions() + ")\n");
            }
        }
        if (makers.isEmpty()) {
            text.append("asked as: by no format that the catalogue knows\n");
        }
    }

    private String rule() {
        return switch (resolution.rule()) {
            case CONFIGURED_ALIAS -> ": the configuration says so";
            case MODULE -> ": the tree has a module of this name";
            case SYMBOL -> ": a module of the tree exports it";
            case COMMAND -> ": the configuration has a command for it";
            case MODULE_ALIAS -> ": modules of the tree bring this alias";
            case BUILT_IN -> ": the kernel itself holds it";
            case BUILT_IN_ALIAS -> ": the kernel itself holds what has this alias";
            case NONE -> ": neither configuration nor " + index.tree() + " knows it";
        };
    }

    private String source(Resolution.Target target) throws IOException {
        List<String> patterns = resolution.rule() == Resolution.Rule.MODULE_ALIAS
                ? index.patterns(target.module(), resolution.name())
                : List.of();
        return "  -- " + Printable.text(patterns.isEmpty() ? target.source() : "alias " + String.join(", ", patterns));
    }

    private static String line(LoadPlan.Step step) {
        return step.action() == LoadPlan.Action.MISSING
                ? "no module " + step.module() + " in the tree"
                : step.line().stripTrailing();
    }

    void writeJson(PrintStream out) {
        json(out);
        out.print("\n");
    }

    private void json(OutputStream out) {
        try (JsonGenerator json = Json.to(out)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 1);
            json.writeStringProperty("name", Printable.decoded(name));
            json.writeStringProperty("helper", Printable.decoded(helper));
            json.writeStringProperty("tree", index.tree().toString());
            json.writeArrayPropertyStart("askedBy");
            for (RequestCatalogue.Entry maker : tellingMakers()) {
                json.writeStartObject();
                json.writeStringProperty("format", maker.format());
                json.writeStringProperty("file", maker.file());
                json.writeStringProperty("function", maker.function());
                json.writeStringProperty("kernels", maker.versions());
                Json.text(json, "meaning", maker.meaning());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringProperty("rule", resolution.rule().word());
            json.writeArrayPropertyStart("modules");
            plans.forEach(plan -> module(json, plan));
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void module(JsonGenerator json, LoadPlan plan) {
        json.writeStartObject();
        json.writeStringProperty("name", Printable.decoded(plan.target().module()));
        json.writeStringProperty("source", Printable.decoded(plan.target().source()));
        Json.text(json, "blacklisted", plan.blacklisted().map(Printable::decoded));
        json.writeArrayPropertyStart("steps");
        for (LoadPlan.Step step : plan.steps()) {
            json.writeStartObject();
            json.writeStringProperty(
                    "action", step.action().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            json.writeStringProperty("module", Printable.decoded(step.module()));
            Json.text(json, "file", step.file().map(Path::toString));
            Json.text(json, "parameters", Printable.decoded(step.parameters()));
            Json.text(json, "command", Printable.decoded(step.command()));
            json.writeBooleanProperty("required", step.isRequired());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
