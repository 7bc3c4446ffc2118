// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                "merge",
                "snapshot",
                "snapshot create",
                "snapshot show",
                "snapshot diff",
                "snapshot match"
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

    /** Without a locale that goes for every name with a letter that is not ASCII; a NUL does it in every locale. */
    @Test
    void aNameNoFileCanHaveIsToldInOneLine() {
        for (List<Object> line : List.<List<Object>>of(
                List.of("check", "--kernel", CommandRun.kernel(), "a\0b.ko"),
                List.of("check", "--threads", "1", "--kernel", CommandRun.kernel(), "a\0b.ko"))) {
            CommandRun run = CommandRun.of(line.toArray());
            assertEquals(4, run.code(), run.err());
            assertEquals(1, run.err().lines().count(), run.err());
            assertTrue(run.err().contains("no name of a file") && run.err().contains("LC_ALL=C.UTF-8"), run.err());
        }
    }
}
