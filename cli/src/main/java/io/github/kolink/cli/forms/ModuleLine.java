// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedFinding;
import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import io.github.kolink.resolve.VersionCounts;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads what {@link ModuleJson} wrote. What is missing or of another kind is an {@link IllegalArgumentException}. */
final class ModuleLine {
    private ModuleLine() {}

    static CheckedModule module(JsonObject line) {
        String label = line.text("verdict");
        long pair = line.number("pair");
        if (label.equals("unreadable")) {
            String problem = line.objects("findings").stream()
                    .map(finding -> finding.text("detail"))
                    .findFirst()
                    .orElse("?");
            return CheckedModule.unreadable(pair, line.text("kernel"), line.text("path"), problem);
        }
        Verdict verdict = Arrays.stream(Verdict.values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no verdict: " + label));
        Map<String, Long> relocations = new TreeMap<>();
        JsonObject counts = line.object("relocations");
        counts.names().forEach(type -> relocations.put(type, counts.number(type)));
        JsonObject crcs = line.object("crcs");
        return new CheckedModule(
                pair,
                line.text("kernel"),
                line.text("path"),
                Optional.of(verdict),
                line.text("errno"),
                line.texts("kernelMessages"),
                line.texts("taint").stream().map(Taint::valueOf).toList(),
                line.objects("findings").stream()
                        .map(finding -> finding(line.text("path"), finding))
                        .toList(),
                (int) line.number("findingsDropped"),
                relocations,
                line.number("veneers"),
                new VersionCounts(
                        (int) crcs.number("agree"), (int) crcs.number("differ"), (int) crcs.number("missing")),
                "");
    }

    private static CheckedFinding finding(String module, JsonObject json) {
        Finding finding = new Finding(
                FindingCode.valueOf(json.text("code")),
                module,
                json.text("section"),
                json.has("offset") ? OptionalLong.of(json.number("offset")) : OptionalLong.empty(),
                json.text("symbol"),
                json.text("kernelMessage"),
                json.text("detail"),
                json.text("errno"));
        Optional<String> known =
                json.flag("known") ? Optional.of(json.has("reason") ? json.text("reason") : "") : Optional.empty();
        return new CheckedFinding(finding, json.flag("heard"), known);
    }

    static CheckedKernel kernel(JsonObject json) {
        return new CheckedKernel(
                json.text("name"),
                json.text("release"),
                json.flag("releaseAssumed"),
                Optional.of(json.text("architecture")).filter(name -> !name.isEmpty()),
                json.texts("inputs"),
                json.texts("conflicts"),
                json.texts("assumed"),
                json.texts("notChecked"));
    }
}
