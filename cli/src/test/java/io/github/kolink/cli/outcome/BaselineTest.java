// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BaselineTest {
    @TempDir
    private Path folder;

    private static CommandRun check(Object... more) {
        List<Object> line = new ArrayList<>(List.of("check", "--kernel", CommandRun.kernel()));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    private Path known(String... lines) throws IOException {
        return Files.write(folder.resolve("known"), List.of(lines));
    }

    @Test
    void whatIsWrittenIsKnownAndTheNextRunSucceeds() throws IOException {
        Path file = folder.resolve("known");
        assertEquals(
                0,
                check("--write-baseline", file, x86("undefined.ko"), x86("badreloc.ko"))
                        .code());
        assertEquals(
                List.of(
                        "badreloc RELOC_UNKNOWN_TYPE jiffies",
                        "undefined SYMBOL_UNKNOWN kolink_no_such_data",
                        "undefined SYMBOL_UNKNOWN kolink_no_such_function",
                        "undefined SYMBOL_UNKNOWN kolink_private"),
                Files.readAllLines(file).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList());
        CommandRun run = check("--baseline", file, x86("undefined.ko"), x86("badreloc.ko"));
        assertEquals(0, run.code(), run.out());
        assertEquals("", run.err());
        assertTrue(run.out().matches("(?s).*findings known to the baseline\\) +4\n.*"), run.out());
    }

    @Test
    void oneNewFindingFails() throws IOException {
        CommandRun run = check(
                "--baseline",
                known(
                        "undefined SYMBOL_UNKNOWN kolink_no_such_data",
                        "undefined SYMBOL_UNKNOWN kolink_private # see bug 7"),
                x86("undefined.ko"));
        assertEquals(1, run.code());
        assertTrue(run.out().contains("  refused: SYMBOL_UNKNOWN kolink_no_such_function: "), run.out());
        assertTrue(run.out().contains("  known (refused): SYMBOL_UNKNOWN kolink_private: "), run.out());
        assertTrue(run.out().contains("[see bug 7]"), run.out());
    }

    @Test
    void aStarStandsForAnyModuleOrPlace() throws IOException {
        assertEquals(
                0,
                check("--baseline", known("* SYMBOL_UNKNOWN *"), x86("undefined.ko"))
                        .code());
        assertEquals(
                0,
                check("--baseline", known("undefined SYMBOL_UNKNOWN *"), x86("undefined.ko"))
                        .code());
        assertEquals(
                1,
                check("--baseline", known("other SYMBOL_UNKNOWN *"), x86("undefined.ko"))
                        .code());
        assertEquals(
                1,
                check("--baseline", known("* SYMBOL_GPL_ONLY *"), x86("undefined.ko"))
                        .code());
    }

    @Test
    void anEntryThatFitsNothingIsTold() throws IOException {
        CommandRun run = check("--baseline", known("gone SYMBOL_UNKNOWN x", "# text"), x86("exporter.ko"));
        assertEquals(0, run.code());
        assertTrue(
                run.err().contains("1 entries fit no finding any more:\nkolink:   gone SYMBOL_UNKNOWN x\n"), run.err());
    }

    @Test
    void rewritingKeepsReasonsAndLeavesOutWhatIsGone() throws IOException {
        Path file = known("gone SYMBOL_UNKNOWN x", "badreloc RELOC_UNKNOWN_TYPE jiffies # why");
        check("--baseline", file, "--write-baseline", file, x86("badreloc.ko"));
        String text = Files.readString(file);
        assertTrue(text.contains("badreloc RELOC_UNKNOWN_TYPE jiffies  # why\n"), text);
        assertFalse(text.contains("gone"), text);
    }

    @Test
    void whatIsNoEntryIsAnError() throws IOException {
        CommandRun run = check("--baseline", known("two words"), x86("exporter.ko"));
        assertEquals(4, run.code());
        assertTrue(run.err().contains("known:1: not an entry"), run.err());
        assertEquals("", run.out());
    }

    @Test
    void aFileThatCannotBeReadIsNeverKnown() throws IOException {
        assertEquals(4, check("--baseline", known("* * *"), x86("missing.ko")).code());
        assertEquals(
                4,
                check("--write-baseline", folder.resolve("new"), x86("missing.ko"))
                        .code());
    }

    @Test
    void aNameCannotBreakTheLine() throws IOException {
        byte[] module = Files.readAllBytes(x86("undefined.ko"));
        String text = new String(module, StandardCharsets.ISO_8859_1);
        Path hostile = Files.write(
                folder.resolve("a b#.ko"),
                text.replace("kolink_no_such_data", "x\ny SYMBOL %#* zzzz").getBytes(StandardCharsets.ISO_8859_1));
        Path file = folder.resolve("known");
        check("--write-baseline", file, hostile);
        assertTrue(Files.readString(file).contains("a%20b%23 SYMBOL_UNKNOWN x%0Ay%20SYMBOL%20%25%23%2A%20zzzz\n"));
        assertEquals(0, check("--baseline", file, hostile).code());
    }

    @Test
    void warningsAreFailuresIfTheyAreToldToBe() throws IOException {
        assertEquals(0, check(x86("percpu_pointer.ko")).code());
        CommandRun run = check("--werror", x86("percpu_pointer.ko"));
        assertEquals(1, run.code(), run.out());
        assertEquals(
                0,
                check("--werror", "--baseline", known("* RELOC_PERCPU_SKIPPED *"), x86("percpu_pointer.ko"))
                        .code());
    }
}
