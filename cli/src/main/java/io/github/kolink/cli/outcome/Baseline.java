// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.Severity;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Findings that are known: they are told, but a check does not fail for them. A text file with one finding a line, {@code
 * MODULE CODE PLACE # reason}; {@code *} stands for any module or place.
 */
public final class Baseline {
    private static final String HEADER = """
            # What kolink check knows already and does not fail for: module, code, symbol or section; # a reason.
            # * stands for any module or any place. kolink check --write-baseline writes this file and keeps the reasons.
            """;

    private final Map<BaselineEntry, String> entries;
    private final Set<BaselineEntry> used = new HashSet<>();
    private final Map<BaselineEntry, String> seen = new TreeMap<>();

    private Baseline(Map<BaselineEntry, String> entries) {
        this.entries = entries;
    }

    /**
     * Knows nothing.
     *
     * @return an empty baseline
     */
    public static Baseline empty() {
        return new Baseline(Map.of());
    }

    /**
     * Reads a file.
     *
     * @param file the baseline
     * @return its entries
     * @throws IOException if it cannot be read
     * @throws Failure if a line is no entry
     */
    public static Baseline read(Path file) throws IOException {
        Map<BaselineEntry, String> entries = new TreeMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new Failure(ExitCode.INPUT, file + ": not a text in UTF-8");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int comment = line.indexOf('#');
            String entry = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!entry.isEmpty()) {
                String[] words = entry.split("\\s+", -1);
                if (words.length != 3) {
                    throw new Failure(
                            ExitCode.INPUT, file + ":" + (i + 1) + ": not an entry: MODULE CODE SYMBOL-OR-SECTION");
                }
                String reason = comment < 0 ? "" : line.substring(comment + 1).strip();
                entries.put(new BaselineEntry(words[0], words[1], words[2]), reason);
            }
        }
        return new Baseline(entries);
    }

    /**
     * The module with what is known of its findings.
     *
     * @param module checked
     * @return the same, judged
     */
    public CheckedModule judge(CheckedModule module) {
        return module.knowing(finding -> reason(module, finding));
    }

    private Optional<String> reason(CheckedModule module, Finding finding) {
        if (finding.code().severity() == Severity.NOTE) {
            return Optional.empty();
        }
        BaselineEntry exact = BaselineEntry.of(module, finding);
        Optional<String> reason = Optional.empty();
        for (BaselineEntry entry : List.of(
                exact,
                new BaselineEntry(exact.module(), exact.code(), BaselineEntry.ANY),
                new BaselineEntry(BaselineEntry.ANY, exact.code(), exact.place()),
                new BaselineEntry(BaselineEntry.ANY, exact.code(), BaselineEntry.ANY))) {
            String known = entries.get(entry);
            if (known != null) {
                used.add(entry);
                seen.put(entry, known);
                reason = Optional.of(known);
                break;
            }
        }
        if (reason.isEmpty()) {
            seen.put(exact, "");
        }
        return reason;
    }

    /**
     * Entries that no finding fitted.
     *
     * @return one line each, sorted
     */
    public List<String> unused() {
        List<String> unused = new ArrayList<>();
        for (BaselineEntry entry : entries.keySet()) {
            if (!used.contains(entry)) {
                unused.add(entry.toString());
            }
        }
        return unused;
    }

    /**
     * Writes what was found: entries that were used, with their reasons, and what is new.
     *
     * @param file replaced if it exists
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        seen.forEach((entry, reason) -> text.append(entry)
                .append(reason.isEmpty() ? "" : "  # " + reason)
                .append('\n'));
        Files.writeString(file, text);
    }
}
