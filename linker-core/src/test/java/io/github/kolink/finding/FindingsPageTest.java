// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/findings.md} names every code, in the order of the enum, with what the code says of itself. */
final class FindingsPageTest {
    @Test
    void thePageSaysOfEveryCodeWhatTheCodeSays() throws IOException {
        Path page = Path.of(System.getProperty("kolink.testdata"), "..", "docs", "findings.md");
        List<String> rows = Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.lastIndexOf(" | ")))
                .toList();
        assertEquals(
                Arrays.stream(FindingCode.values()).map(FindingsPageTest::row).toList(), rows);
    }

    private static String row(FindingCode code) {
        return "| `" + code + "` | " + code.severity().name().toLowerCase(Locale.ROOT) + " | "
                + (code.errno().isEmpty() ? "–" : code.errno()) + " | "
                + (code.kernelFunction().isEmpty() ? "–" : "`" + code.kernelFunction() + "`");
    }
}
