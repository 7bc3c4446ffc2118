// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.cli.outcome.CheckedFinding;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.report.Json;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import io.github.kolink.resolve.VersionCounts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

/** A line says all of a module: what is read is what was written. */
final class ModuleLineTest {
    private static CheckedModule again(CheckedModule module) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.to(line)) {
            json.writeStartObject();
            json.writeNumberProperty("pair", module.pair());
            ModuleJson.module(json, module);
            json.writeEndObject();
        }
        return ModuleLine.module(JsonObject.parse(line.toString(StandardCharsets.UTF_8)));
    }

    @Test
    void everythingComesBack() {
        Finding finding = Finding.of(FindingCode.SYMBOL_VERSION, "a/x.ko", "crc")
                .at(".text", 0x1a4)
                .about("printk\u00fc")
                .kernelSays("one\ntwo")
                .failing("EBUSY");
        CheckedModule module = new CheckedModule(
                7,
                "6.1",
                "a/x.ko",
                Optional.of(Verdict.REFUSED),
                "EINVAL",
                List.of("one", "two"),
                List.of(Taint.P, Taint.X),
                List.of(
                        new CheckedFinding(finding, true, Optional.empty()),
                        new CheckedFinding(finding, false, Optional.of("")),
                        new CheckedFinding(
                                Finding.of(FindingCode.ELF_MAGIC, "a/x.ko", "d"), false, Optional.of("a reason"))),
                3,
                Map.of("R_X86_64_64", 5L),
                2,
                new VersionCounts(4, 5, 6),
                "");
        assertEquals(module, again(module));
    }

    @Test
    void aFileThatCouldNotBeReadComesBack() {
        CheckedModule module = CheckedModule.unreadable(1, "6.1", "b.ko", "no such file");
        assertEquals(module, again(module));
    }
}
