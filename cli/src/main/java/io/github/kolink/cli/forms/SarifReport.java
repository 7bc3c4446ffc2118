// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedFinding;
import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.report.Json;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.FindingMeanings;
import io.github.kolink.finding.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * The report as SARIF 2.1.0. A rule is a {@link FindingCode}; a result is a finding, whose place is the file, and in it, as
 * logical locations, section and symbol. A file that could not be read is a notification of the run, not a result.
 */
final class SarifReport implements CheckReport {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

    private static final List<FindingCode> RULES = List.of(FindingCode.values());

    private final OutputStream out;
    private final JsonGenerator json;
    private final ReportScope scope;
    private final List<CheckedModule> unreadable = new ArrayList<>();
    private final List<CheckedKernel> kernels = new ArrayList<>();

    SarifReport(OutputStream out, ReportScope scope) {
        this.out = out;
        this.scope = scope;
        json = Json.to(out);
        json.writeStartObject();
        json.writeStringProperty("$schema", SCHEMA);
        json.writeStringProperty("version", "2.1.0");
        json.writeArrayPropertyStart("runs");
        json.writeStartObject();
        tool();
        json.writeArrayPropertyStart("results");
    }

    private void tool() {
        json.writeObjectPropertyStart("tool");
        json.writeObjectPropertyStart("driver");
        json.writeStringProperty("name", "kolink");
        Optional.ofNullable(SarifReport.class.getPackage().getImplementationVersion())
                .ifPresent(version -> json.writeStringProperty("version", version));
        json.writeArrayPropertyStart("rules");
        for (FindingCode code : RULES) {
            rule(code);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void rule(FindingCode code) {
        String meaning = FindingMeanings.of(code);
        json.writeStartObject();
        json.writeStringProperty("id", code.name());
        message("shortDescription", meaning);
        message("fullDescription", meaning);
        String errno = code.errno().isEmpty() ? "" : " The kernel returns " + code.errno() + ".";
        String where = code.kernelFunction().isEmpty() ? "" : " Decided in " + code.kernelFunction() + "().";
        message("help", meaning + where + errno);
        json.writeObjectPropertyStart("defaultConfiguration");
        json.writeStringProperty("level", level(code.severity()));
        json.writeEndObject();
        json.writeEndObject();
    }

    private String level(Severity severity) {
        return switch (severity) {
            case REFUSED, UNDEFINED -> "error";
            case WARNING -> scope.strict() ? "error" : "warning";
            case UNKNOWN -> "warning";
            case NOTE -> "note";
        };
    }

    @Override
    public void kernel(CheckedKernel kernel) {
        kernels.add(kernel);
    }

    @Override
    public void module(CheckedModule module) {
        if (module.verdict().isEmpty()) {
            unreadable.add(module);
        }
        module.findings().forEach(finding -> result(module, finding));
        json.flush();
    }

    private void result(CheckedModule module, CheckedFinding checked) {
        Finding finding = checked.finding();
        json.writeStartObject();
        json.writeStringProperty("ruleId", finding.code().name());
        json.writeNumberProperty("ruleIndex", RULES.indexOf(finding.code()));
        json.writeStringProperty("level", level(checked.severity()));
        List<String> words = new ArrayList<>();
        words.add(module.name() + ": " + finding.detail());
        finding.kernelLines().forEach(line -> words.add("kernel: " + line));
        if (!checked.heard()) {
            words.add("The kernel does not get this far: it refuses the module before.");
        }
        message("message", String.join("\n", words));
        json.writeArrayPropertyStart("locations");
        json.writeStartObject();
        place(module, finding);
        json.writeEndObject();
        json.writeEndArray();
        json.writeObjectPropertyStart("partialFingerprints");
        json.writeStringProperty("kolinkFinding/v1", fingerprint(module, finding));
        json.writeEndObject();
        checked.known().ifPresent(this::suppression);
        json.writeObjectPropertyStart("properties");
        json.writeStringProperty("kernel", module.kernel());
        json.writeStringProperty("verdict", module.label());
        json.writeBooleanProperty("heard", checked.heard());
        Json.text(json, "errno", finding.errno());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String fingerprint(CheckedModule module, Finding finding) {
        return String.join(
                "/", module.kernel(), module.name(), finding.code().name(), finding.section(), finding.symbol());
    }

    private void place(CheckedModule module, Finding finding) {
        json.writeObjectPropertyStart("physicalLocation");
        artifact(module.path());
        // A module is binary: a region of it is told in bytes. Where the section is known, the file's offset is not.
        json.writeObjectPropertyStart("region");
        json.writeNumberProperty(
                "byteOffset",
                finding.section().isEmpty() ? Math.max(0, finding.offset().orElse(0)) : 0);
        json.writeEndObject();
        json.writeEndObject();
        json.writeArrayPropertyStart("logicalLocations");
        if (!finding.section().isEmpty()) {
            String at = finding.offset().isPresent()
                    ? "+0x" + Long.toHexString(finding.offset().getAsLong())
                    : "";
            logical(finding.section() + at, module.name() + "/" + finding.section() + at, "section");
        }
        if (!finding.symbol().isEmpty()) {
            logical(finding.symbol(), module.name() + "/" + finding.symbol(), "symbol");
        }
        logical(module.name(), module.name(), "module");
        json.writeEndArray();
    }

    private void logical(String name, String qualified, String kind) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeStringProperty("fullyQualifiedName", qualified);
        json.writeStringProperty("kind", kind);
        json.writeEndObject();
    }

    private void artifact(String path) {
        json.writeObjectPropertyStart("artifactLocation");
        json.writeStringProperty("uri", ArtifactUri.of(path));
        json.writeEndObject();
    }

    private void suppression(String reason) {
        json.writeArrayPropertyStart("suppressions");
        json.writeStartObject();
        json.writeStringProperty("kind", "external");
        if (!reason.isEmpty()) {
            json.writeStringProperty("justification", reason);
        }
        json.writeEndObject();
        json.writeEndArray();
    }

    private void message(String name, String text) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("text", text);
        json.writeEndObject();
    }

    @Override
    public void close() throws IOException {
        json.writeEndArray();
        json.writeArrayPropertyStart("invocations");
        json.writeStartObject();
        json.writeBooleanProperty("executionSuccessful", unreadable.isEmpty());
        json.writeArrayPropertyStart("toolExecutionNotifications");
        for (CheckedModule module : unreadable) {
            json.writeStartObject();
            json.writeStringProperty("level", "error");
            message("message", module.problem());
            json.writeArrayPropertyStart("locations");
            json.writeStartObject();
            json.writeObjectPropertyStart("physicalLocation");
            artifact(module.path());
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeObjectPropertyStart("properties");
        json.writeArrayPropertyStart("kernels");
        kernels.forEach(kernel -> ModuleJson.kernel(json, kernel));
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        out.write('\n');
        out.flush();
    }
}
