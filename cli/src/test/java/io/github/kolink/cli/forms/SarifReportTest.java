// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.JsonText;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.FindingMeanings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SARIF 2.1.0, held against the schema of the OASIS standard. */
final class SarifReportTest {
    private static final Path KERNEL = CommandRun.kernel();

    private static List<?> problems(String sarif) throws IOException {
        try (InputStream in = SarifReportTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
            return schema.validate(sarif, InputFormat.JSON);
        }
    }

    private static Map<String, Object> run(String sarif) {
        return JsonText.object(JsonText.list(JsonText.object(sarif).get("runs")).get(0));
    }

    private static List<Map<String, Object>> results(String sarif) {
        return JsonText.list(run(sarif).get("results")).stream()
                .map(JsonText::object)
                .toList();
    }

    @Test
    void theSchemaRefusesWhatIsNoSarif() throws IOException {
        assertFalse(problems("{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{}}]}").isEmpty());
    }

    @Test
    void aReportOfEveryKindOfModuleIsValid(@TempDir Path folder) throws IOException {
        Path odd = Files.copy(x86("undefined.ko"), folder.resolve("un defined %\u00fc:.ko"));
        Path known = Files.writeString(folder.resolve("known"), "badreloc RELOC_UNKNOWN_TYPE *  # by design\n");
        CommandRun run = CommandRun.of(
                "check",
                "--kernel",
                KERNEL,
                "--format",
                "sarif",
                "--baseline",
                known,
                odd,
                x86("badreloc.ko"),
                x86("missing.ko"),
                x86("exporter.ko"),
                x86("weakref.ko"),
                x86("percpu_pointer.ko"),
                x86("common.ko"));
        assertEquals(1, run.code(), run.err());
        assertEquals(List.of(), problems(run.out()));
    }

    @Test
    void ofAGoodModuleOnlyItsTaintIsNoted() throws IOException {
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, "--format", "sarif", x86("exporter.ko"));
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of(), problems(run.out()));
        assertEquals(
                List.of("TAINT_OUT_OF_TREE note"),
                results(run.out()).stream()
                        .map(result -> result.get("ruleId") + " " + result.get("level"))
                        .toList());
    }

    @Test
    void aRuleIsACodeAndSaysWhatItMeans() {
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, "--format", "sarif", x86("undefined.ko"));
        Map<String, Object> tool = JsonText.object(run(run.out()).get("tool"));
        List<Map<String, Object>> rules = JsonText.list(
                        JsonText.object(tool.get("driver")).get("rules"))
                .stream()
                .map(JsonText::object)
                .toList();
        assertEquals(
                Arrays.stream(FindingCode.values()).map(Enum::name).toList(),
                rules.stream().map(rule -> rule.get("id")).toList());
        for (Map<String, Object> result : results(run.out())) {
            int index = ((Long) result.get("ruleIndex")).intValue();
            assertEquals(result.get("ruleId"), rules.get(index).get("id"));
        }
        Map<String, Object> unknown = rules.get(FindingCode.SYMBOL_UNKNOWN.ordinal());
        assertEquals(
                FindingMeanings.of(FindingCode.SYMBOL_UNKNOWN),
                JsonText.object(unknown.get("fullDescription")).get("text"));
    }

    private static Map<String, Object> result(CommandRun run, String rule) {
        return results(run.out()).stream()
                .filter(result -> rule.equals(result.get("ruleId")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aResultHasTheFileAndInItSectionAndSymbol() {
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, "--format", "sarif", x86("badreloc.ko"));
        Map<String, Object> result = result(run, "RELOC_UNKNOWN_TYPE");
        assertEquals("error", result.get("level"));
        String text = (String) JsonText.object(result.get("message")).get("text");
        assertTrue(text.contains("kernel: module: badreloc: Unknown rela relocation: 42"), text);
        Map<String, Object> place =
                JsonText.object(JsonText.list(result.get("locations")).get(0));
        String uri = (String)
                JsonText.object(JsonText.object(place.get("physicalLocation")).get("artifactLocation"))
                        .get("uri");
        assertTrue(uri.startsWith("file:///") && uri.endsWith("/x86_64/badreloc.ko"), uri);
        assertEquals(
                List.of("badreloc/.init.text+0x3", "badreloc/jiffies", "badreloc"),
                JsonText.list(place.get("logicalLocations")).stream()
                        .map(logical -> JsonText.object(logical).get("fullyQualifiedName"))
                        .toList());
    }

    @Test
    void aKnownFindingIsSuppressedWithItsReason(@TempDir Path folder) throws IOException {
        Path known = Files.writeString(folder.resolve("known"), "badreloc RELOC_UNKNOWN_TYPE jiffies # seen in #12\n");
        CommandRun run = CommandRun.of(
                "check", "--kernel", KERNEL, "--format", "sarif", "--baseline", known, x86("badreloc.ko"));
        assertEquals(0, run.code(), run.err());
        Map<String, Object> suppression =
                JsonText.object(JsonText.list(result(run, "RELOC_UNKNOWN_TYPE").get("suppressions"))
                        .get(0));
        assertEquals("seen in #12", suppression.get("justification"));
    }

    @Test
    void aFileThatCannotBeReadIsANotification() {
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, "--format", "sarif", x86("missing.ko"));
        assertEquals(4, run.code());
        Map<String, Object> invocation =
                JsonText.object(JsonText.list(run(run.out()).get("invocations")).get(0));
        assertEquals(false, invocation.get("executionSuccessful"));
        assertEquals(
                1, JsonText.list(invocation.get("toolExecutionNotifications")).size());
    }

    @Test
    void aRelativePathStaysRelative() {
        assertEquals("out/a%20b.ko", ArtifactUri.of("./out/a b.ko"));
        assertEquals("a%3Ab%25.ko", ArtifactUri.of("a:b%.ko"));
        assertEquals("file:///lib/%C3%BC.ko", ArtifactUri.of("/lib/\u00fc.ko"));
    }
}
