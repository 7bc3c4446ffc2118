// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import static io.github.kolink.cli.CommandRun.x86;
import static io.github.kolink.cli.CommandSettings.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.CommandSettings;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
            "--tree",
            "--tree=t",
            "--threads",
            "--threads=2",
            "json",
            "JSON",
            "256",
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
        int taken = CommandSettings.compareLines(
                WORDS, 3, PlainLineTest::plain, () -> new CheckCommand(NOWHERE, new SnapshotShelf()));
        assertTrue(taken > 1000, "lines taken: " + taken);
    }

    @Test
    void whatIsSaidMostOftenIsTaken() {
        assertTrue(plain(List.of("--kernel", "k", "m.ko")).isPresent());
        assertTrue(plain(List.of("m.ko", "--format=sarif", "--kernel=k", "n.ko", "--config", "c"))
                .isPresent());
        assertTrue(plain(List.of("--kernel", "k", "--tree", "t", "--threads", "1", "--tree", "u"))
                .isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "9", "10", "256", "0", "257", "1000", "9999999999999", "02", "+2", "0x2", "2 ", "\u0662"})
    void aNumberOfThreadsIsReadAsPicocliReadsItOrLeftToIt(String threads) {
        List<String> line = List.of("--threads", threads, "m.ko");
        Optional<CheckCommand> plain = plain(line);
        assertEquals(Set.of("1", "9", "10", "256").contains(threads), plain.isPresent());
        if (plain.isPresent()) {
            assertEquals(settings(byPicocli(line)), settings(plain.get()));
        }
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
            assertEquals(byPicocli(form, x86(module)), plain, module);
        }
        for (Object[] trees : List.of(
                new Object[] {"--tree", x86(".")},
                new Object[] {"--threads=3", "--tree", x86("."), "--tree", x86(".")},
                new Object[] {"--tree", x86("missing")},
                new Object[] {"--tree", x86("hello.ko")},
                new Object[] {"--tree", x86("kallsyms")})) {
            List<Object> words = new ArrayList<>(List.of("check", "--kernel", CommandRun.kernel(), "--format", form));
            words.addAll(List.of(trees));
            assertEquals(byPicocli(form, trees), CommandRun.of(words.toArray()), () -> words.toString());
        }
    }

    /** The name of a form in capitals is read by picocli alone. */
    private static CommandRun byPicocli(String form, Object... what) {
        List<Object> words = new ArrayList<>(
                List.of("check", "--kernel", CommandRun.kernel(), "--format", form.toUpperCase(Locale.ROOT)));
        words.addAll(List.of(what));
        return CommandRun.of(words.toArray());
    }

    private static Optional<CheckCommand> plain(List<String> words) {
        return CheckCommand.plain(NOWHERE, new SnapshotShelf(), words);
    }

    private static CommandLine picocli() {
        return CommandSettings.picocli(new CheckCommand(NOWHERE, new SnapshotShelf()));
    }

    private static CheckCommand byPicocli(List<String> words) {
        CommandLine line = picocli();
        line.parseArgs(words.toArray(String[]::new));
        return line.getCommand();
    }
}
