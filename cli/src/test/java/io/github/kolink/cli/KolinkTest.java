// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KolinkTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "check",
                "link",
                "modinfo",
                "sum",
                "snapshot",
                "snapshot create",
                "snapshot show",
                "snapshot diff"
            })
    void everyLevelTeachesItself(String verb) {
        List<String> words = new ArrayList<>(verb.isEmpty() ? List.of() : List.of(verb.split(" ")));
        words.add("--help");
        CommandRun run = CommandRun.of(words.toArray());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("Example"), run.out());
        assertTrue(run.out().contains("Exit codes"), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
        assertEquals("", run.err());
    }

    @Test
    void theVersionIsTold() {
        CommandRun run = CommandRun.of("--version");
        assertEquals(0, run.code());
        assertTrue(run.out().startsWith("kolink "), run.out());
    }

    @Test
    void wrongUsageIs2AndPointsToHelp() {
        assertEquals(2, CommandRun.of().code());
        CommandRun run = CommandRun.of("chekc");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("Try 'kolink --help'."), run.err());
        assertEquals(2, CommandRun.of("modinfo").code());
        assertEquals(2, CommandRun.of("sum", "--tree", x86(".")).code());
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 3", "3, 4, 4", "4, 1, 1", "1, 2, 2", "0, 0, 0", "2, 0, 2", "1, 3, 1"})
    void theWorseExitCodeCounts(int one, int other, int expected) {
        assertEquals(expected, ExitCode.worse(one, other));
        assertEquals(expected, ExitCode.worse(other, one));
    }

    @Test
    void modinfoShowsFieldsExportsImportsAndRelocations() {
        CommandRun run = CommandRun.of("modinfo", x86("importer.ko"), x86("exporter.ko"));
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("license:        GPL\n"), run.out());
        assertTrue(run.out().contains("  0x3c0de001       exporter_add\n"), run.out());
        assertTrue(run.out().contains("  0x3c0de004 GPL   exporter_scoped (KOLINK_TEST)\n"), run.out());
        assertTrue(run.out().contains("R_X86_64_PLT32"), run.out());
        Map<String, Object> json = JsonText.object(
                CommandRun.of("modinfo", "--format", "json", x86("exporter.ko")).out());
        assertEquals("exporter", json.get("name"));
        assertEquals(4, JsonText.list(json.get("exports")).size());
        CommandRun bad = CommandRun.of("modinfo", x86("missing.ko"), x86("kallsyms"), x86("hello.ko"));
        assertEquals(4, bad.code());
        assertTrue(bad.out().contains("hello.ko"), bad.out());
    }

    @Test
    void theSumDependsOnTheBytesAloneAndNotOnThreads() {
        CommandRun one = CommandRun.of("sum", "--kernel", x86("kallsyms"), "--tree", x86("."));
        CommandRun four = CommandRun.of("sum", "--kernel", x86("kallsyms"), "--tree", x86("."), "--threads", 4);
        assertEquals(one.out(), four.out());
        assertTrue(one.out().matches("[0-9a-f]{16} \\d+ \\d+\n"), one.out());
        assertEquals(1, one.code());
        assertTrue(one.err().contains("undefined.ko: "), one.err());
        assertEquals(
                4,
                CommandRun.of("sum", "--kernel", x86("kallsyms"), "--tree", x86("missing"))
                        .code());
    }

    @Test
    void wordsAreSplitAsAShellDoes() {
        assertEquals(List.of("a b", "c\\d", "e f", "", "g#h"), ShellWords.of("'a b' \"c\\\\d\" e\\ f '' g#h # i"));
        assertEquals(List.of(), ShellWords.of("   # only a comment"));
    }

    @Test
    void hostileTextIsEscaped() {
        assertEquals("a\\x1b[0mb\\u{202e}c\u00e9", Printable.text("a\033[0mb\u202ec\u00e9"));
        assertEquals("J\u00f6rg", Printable.decoded("J\u00c3\u00b6rg"));
        assertFalse(Printable.text(Printable.decoded("\u009b2J")).contains("\u009b"));
    }
}
