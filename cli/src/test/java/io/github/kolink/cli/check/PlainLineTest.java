// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Lines that are read without picocli: it must make the same of them. */
final class PlainLineTest {
    private static final Streams NOWHERE = new Streams(
            new PrintStream(OutputStream.nullOutputStream()),
            new PrintStream(OutputStream.nullOutputStream()),
            InputStream.nullInputStream(),
            Terminal.NONE);

    private static final List<String> WORDS = List.of(
            "--kernel",
            "--kernel=k",
            "--kernel=k=l",
            "--kernel=",
            "--kernel=-k",
            "--symvers",
            "--config=c",
            "--format",
            "--format=jsonl",
            "json",
            "JSON",
            "m.ko",
            "a b",
            "\"q\"",
            "'q",
            "",
            "-",
            "--",
            "-m",
            "--kern=k",
            "--werror",
            "check",
            "@file",
            "${HOME}",
            "/");

    @Test
    void everyLineThatIsTakenIsSetAsPicocliSetsIt() {
        int taken = 0;
        List<List<String>> lines = new ArrayList<>(List.of(List.of()));
        for (int i = 0; i < lines.size(); i++) {
            List<String> line = lines.get(i);
            Optional<CheckCommand> plain = plain(line);
            if (plain.isPresent()) {
                taken++;
                assertEquals(settings(byPicocli(line)), settings(plain.get()), line::toString);
            }
            if (line.size() < 3) {
                for (String word : WORDS) {
                    List<String> longer = new ArrayList<>(line);
                    longer.add(word);
                    lines.add(longer);
                }
            }
        }
        assertTrue(taken > 1000, "lines taken: " + taken);
    }

    @Test
    void whatIsSaidMostOftenIsTaken() {
        assertTrue(plain(List.of("--kernel", "k", "m.ko")).isPresent());
        assertTrue(plain(List.of("m.ko", "--format=sarif", "--kernel=k", "n.ko", "--config", "c"))
                .isPresent());
    }

    @Test
    void noOptionOfPicocliIsTakenForAnother() {
        CommandLine model = picocli();
        int options = 0;
        for (CommandLine.Model.OptionSpec option : model.getCommandSpec().options()) {
            for (String name : option.names()) {
                options++;
                for (List<String> line : List.of(
                        List.of(name, "text", "m.ko"), List.of(name + "=text", "m.ko"), List.of(name, "m.ko"))) {
                    Optional<CheckCommand> plain = plain(line);
                    if (plain.isPresent()) {
                        assertEquals(settings(byPicocli(line)), settings(plain.get()), line::toString);
                    }
                }
            }
        }
        assertTrue(options > 12, "options: " + options);
    }

    @Test
    void aSettingThatDiffersIsSeen() {
        assertNotEquals(settings(byPicocli(List.of("--kernel", "k", "m.ko"))), settings(byPicocli(List.of("m.ko"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "jsonl", "sarif", "junit", "github", "html"})
    void theReportIsTheSameByteForByte(String form) {
        for (String module :
                List.of("hello.ko", "undefined.ko", "badreloc.ko", "exporter.ko", "missing.ko", "kallsyms")) {
            CommandRun plain = CommandRun.of("check", "--kernel", CommandRun.kernel(), "--format", form, x86(module));
            CommandRun picocli = CommandRun.of(
                    "check", "--threads", "1", "--kernel", CommandRun.kernel(), "--format", form, x86(module));
            assertEquals(picocli, plain, module);
        }
    }

    private static Optional<CheckCommand> plain(List<String> words) {
        return CheckCommand.plain(NOWHERE, new SnapshotShelf(), words);
    }

    private static CommandLine picocli() {
        return new CommandLine(new CheckCommand(NOWHERE, new SnapshotShelf()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false);
    }

    private static CheckCommand byPicocli(List<String> words) {
        CommandLine line = picocli();
        line.parseArgs(words.toArray(String[]::new));
        return line.getCommand();
    }

    /** All fields, and those of its groups of options. */
    private static Map<String, String> settings(Object command) {
        Map<String, String> settings = new TreeMap<>();
        collect("", command, settings);
        return settings;
    }

    private static void collect(String prefix, Object owner, Map<String, String> settings) {
        try {
            for (Field field : owner.getClass().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        || field.isSynthetic()
                        || Set.of("streams", "shelf", "spec").contains(field.getName())) {
                    continue;
                }
                field.setAccessible(true);
                Object value = field.get(owner);
                if (value.getClass().getSimpleName().endsWith("Options")) {
                    collect(prefix + field.getName() + ".", value, settings);
                } else {
                    settings.put(prefix + field.getName(), kind(value) + value);
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static String kind(Object value) {
        return value instanceof List<?> list && !list.isEmpty()
                ? (list.get(0) instanceof Path
                        ? "paths "
                        : list.get(0).getClass().getSimpleName() + " ")
                : "";
    }
}
