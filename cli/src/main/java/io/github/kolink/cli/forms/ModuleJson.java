// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedFinding;
import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.report.Json;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.Verdict;
import io.github.kolink.resolve.VersionCounts;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** Writes what was checked as JSON; {@link ModuleLine} reads it again. */
final class ModuleJson {
    /** The code of a file that could not be read: no finding about a module, but about the file. */
    static final String UNREADABLE = "INPUT_UNREADABLE";

    private ModuleJson() {}

    /** The properties of a module. */
    static void module(JsonGenerator json, CheckedModule module) {
        json.writeStringProperty("path", module.path());
        json.writeStringProperty("kernel", module.kernel());
        json.writeStringProperty("verdict", module.label());
        Json.text(json, "errno", module.errno());
        strings(json, "kernelMessages", module.kernelMessages());
        strings(json, "taint", module.taints().stream().map(Enum::name).toList());
        json.writeArrayPropertyStart("findings");
        if (module.verdict().isEmpty()) {
            unreadable(json, module.problem());
        }
        module.findings().forEach(finding -> finding(json, finding));
        json.writeEndArray();
        json.writeNumberProperty("findingsDropped", module.dropped());
        json.writeObjectPropertyStart("relocations");
        module.relocations().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeNumberProperty("veneers", module.veneers());
        VersionCounts versions = module.versions();
        crcs(json, versions.agree(), versions.differ(), versions.missing());
    }

    private static void crcs(JsonGenerator json, long agree, long differ, long missing) {
        json.writeObjectPropertyStart("crcs");
        json.writeNumberProperty("agree", agree);
        json.writeNumberProperty("differ", differ);
        json.writeNumberProperty("missing", missing);
        json.writeEndObject();
    }

    private static void finding(JsonGenerator json, CheckedFinding checked) {
        Finding finding = checked.finding();
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
        Json.text(json, "errno", finding.errno());
        json.writeBooleanProperty("heard", checked.heard());
        json.writeBooleanProperty("known", checked.isKnown());
        checked.known()
                .filter(reason -> !reason.isEmpty())
                .ifPresent(reason -> json.writeStringProperty("reason", reason));
        json.writeEndObject();
    }

    private static void unreadable(JsonGenerator json, String problem) {
        json.writeStartObject();
        json.writeStringProperty("code", UNREADABLE);
        json.writeStringProperty("severity", "unreadable");
        for (String none : List.of("section", "offset", "symbol", "kernelMessage")) {
            json.writeNullProperty(none);
        }
        json.writeStringProperty("detail", problem);
        json.writeEndObject();
    }

    /** The properties of a kernel. */
    static void kernel(JsonGenerator json, CheckedKernel kernel) {
        json.writeStartObject();
        json.writeStringProperty("name", kernel.name());
        json.writeStringProperty("release", kernel.release());
        json.writeBooleanProperty("releaseAssumed", kernel.releaseAssumed());
        Json.text(json, "architecture", kernel.architecture());
        strings(json, "inputs", kernel.inputs());
        strings(json, "conflicts", kernel.conflicts());
        strings(json, "assumed", kernel.assumed());
        strings(json, "notChecked", kernel.notChecked());
        json.writeEndObject();
    }

    /** What was counted. */
    static void summary(JsonGenerator json, Totals totals) {
        json.writeStartObject();
        json.writeNumberProperty("modules", totals.modules());
        json.writeNumberProperty("wouldLoad", totals.of(Verdict.WOULD_LOAD));
        json.writeNumberProperty("wouldLoadWithTaint", totals.of(Verdict.WOULD_LOAD_WITH_TAINT));
        json.writeNumberProperty("refused", totals.of(Verdict.REFUSED));
        json.writeNumberProperty("undefined", totals.of(Verdict.UNDEFINED));
        json.writeNumberProperty("unknown", totals.of(Verdict.UNKNOWN));
        json.writeNumberProperty("unreadable", totals.unreadable());
        json.writeNumberProperty(
                "relocations",
                totals.relocations().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        json.writeObjectPropertyStart("relocationsByType");
        totals.relocations().forEach(json::writeNumberProperty);
        json.writeEndObject();
        crcs(json, totals.crcsAgree(), totals.crcsDiffer(), totals.crcsMissing());
        json.writeNumberProperty("failed", totals.failed());
        json.writeNumberProperty("knownFindings", totals.known());
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }
}
