// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A code's meaning is written once, as its Javadoc. {@code docs/findings.md} and the resource that {@link FindingMeanings}
 * reads are made from it: {@code mvn -Pgolden-update test -pl linker-core -am} writes them again.
 */
final class FindingsPageTest {
    private static final Path ROOT =
            Path.of(System.getProperty("kolink.testdata"), "..").normalize();
    private static final Path PAGE = ROOT.resolve("docs/findings.md");
    private static final Path MEANINGS =
            ROOT.resolve("linker-core/src/main/resources/io/github/kolink/finding/finding-meanings.properties");
    private static final Pattern PART = Pattern.compile(
            "^ {4}// (?!spotless:)(?<group>[^\n]+)$|^ {4}/\\*\\*(?<doc>(?:(?!\\*/).)*)\\*/\\s*(?<code>[A-Z0-9_]+) *\\(",
            Pattern.MULTILINE | Pattern.DOTALL);

    private final Map<FindingCode, String> meanings = new LinkedHashMap<>();
    private final Map<FindingCode, String> groups = new LinkedHashMap<>();

    private void readSource() throws IOException {
        String source =
                Files.readString(ROOT.resolve("linker-core/src/main/java/io/github/kolink/finding/FindingCode.java"));
        String body = source.substring(source.indexOf("enum FindingCode {"), source.indexOf(";\n    // spotless:on"));
        List<String> heading = new ArrayList<>();
        Matcher part = PART.matcher(body);
        while (part.find()) {
            if (part.group("group") != null) {
                heading.add(part.group("group"));
            } else {
                FindingCode code = FindingCode.valueOf(part.group("code"));
                meanings.put(
                        code, part.group("doc").replaceAll("\\s+\\*?\\s*", " ").strip());
                if (!heading.isEmpty()) {
                    groups.put(code, String.join(" ", heading));
                    heading.clear();
                }
            }
        }
        assertEquals(List.of(FindingCode.values()), List.copyOf(meanings.keySet()), "codes with a Javadoc");
    }

    private static String words(String javadoc, String quote) {
        return javadoc.replaceAll("\\{@(?:code|link) ([^}]*)\\}", quote + "$1" + quote);
    }

    private String page() {
        StringBuilder page = new StringBuilder("""
                # Findings

                Every kind of finding, by the code that reports carry. Codes starting with `EXTRA_` are checks the kernel does not make.
                Made from the code by `mvn -Pgolden-update test -pl linker-core -am`; `FindingsPageTest` holds it against the code.
                """);
        for (FindingCode code : FindingCode.values()) {
            if (groups.containsKey(code)) {
                page.append("\n## ").append(groups.get(code)).append("\n\n");
                page.append("| code | severity | errno | kernel function (6.1) | meaning |\n|---|---|---|---|---|\n");
            }
            page.append(row(code))
                    .append(" | ")
                    .append(words(meanings.get(code), "`"))
                    .append(" |\n");
        }
        return page.toString();
    }

    private String properties() {
        StringBuilder lines = new StringBuilder("# Made by FindingsPageTest from the Javadoc of FindingCode.\n");
        meanings.forEach((code, javadoc) -> lines.append(code)
                .append('=')
                .append(words(javadoc, "").replace("\\", "\\\\"))
                .append('\n'));
        return lines.toString();
    }

    @Test
    void theMeaningOfACodeIsWrittenOnce() throws IOException {
        readSource();
        if (Boolean.getBoolean("kolink.golden.update")) {
            Files.createDirectories(MEANINGS.getParent());
            Files.writeString(PAGE, page());
            Files.writeString(MEANINGS, properties());
        }
        assertEquals(page(), Files.readString(PAGE));
        assertEquals(properties(), Files.readString(MEANINGS));
    }

    @Test
    void everyCodeTellsItsMeaning() throws IOException {
        readSource();
        for (FindingCode code : FindingCode.values()) {
            assertEquals(words(meanings.get(code), ""), FindingMeanings.of(code));
        }
    }

    private static String row(FindingCode code) {
        return "| `" + code + "` | " + code.severity().name().toLowerCase(Locale.ROOT) + " | "
                + (code.errno().isEmpty() ? "–" : code.errno()) + " | "
                + (code.kernelFunction().isEmpty() ? "–" : "`" + code.kernelFunction() + "`");
    }
}
