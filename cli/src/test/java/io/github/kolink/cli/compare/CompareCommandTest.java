// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompareCommandTest {
    @TempDir
    private Path room;

    private CommandRun run(String verb, boolean planted, Object... more) throws IOException {
        HelloCapture capture = HelloCapture.in(room, planted);
        Object[] words = new Object[4 + more.length];
        System.arraycopy(new Object[] {verb, "--modules", capture.tree(), capture.folder()}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return CommandRun.of(words);
    }

    @Test
    void equalImagesAreCountedAndNothingElseIsSaid() throws IOException {
        CommandRun run = run("compare", false);
        assertEquals(0, run.code(), run.out() + run.err());
        assertTrue(run.out().contains("modules: 1 equal, 0 explained, 0 different, 0 not compared"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void aPlantedByteIsShownWithItsSymbolAndBytes() throws IOException {
        CommandRun run = run("compare", true);
        assertEquals(1, run.code());
        assertTrue(run.out().contains("hello: differs"), run.out());
        assertTrue(
                run.out().matches("(?s).*final \\.init\\.text\\+0x1 \\w+\\+0x1: unexplained, 1 byte\n.*"), run.out());
    }

    @Test
    void verifyTellsOnlyThePlantedByte() throws IOException {
        CommandRun run = run("verify", true);
        assertEquals(1, run.code());
        assertTrue(run.out().matches("(?s)hello: \\w+\\+0x1: \\.init\\.text, ffffffff\\w+: 1 byte\n.*"), run.out());
        assertTrue(run.out().endsWith("1 place is not what its file says\n"), run.out());
    }

    @Test
    void verifyIsContentWithAnUntouchedModule() throws IOException {
        CommandRun run = run("verify", false);
        assertEquals(0, run.code());
        assertTrue(run.out().endsWith("all of it is what their files say\n"), run.out());
    }

    @Test
    void jsonHoldsOutcomeAndCause() throws IOException {
        CommandRun run = run("compare", true, "--format", "json");
        assertEquals(1, run.code());
        assertTrue(run.out().startsWith("{\"format\":1,\"release\":\"6.1.0\""), run.out());
        assertTrue(run.out().contains("\"outcome\":\"different\""), run.out());
        assertTrue(run.out().contains("{\"kind\":\"unexplained\",\"name\":null,\"bytes\":1,\"places\":1}"), run.out());
        assertTrue(run.out().endsWith("}\n"), run.out());
    }

    @Test
    void htmlIsOneFileThatNeedsNoNetwork() throws IOException {
        CommandRun run = run("compare", true, "--format", "html");
        assertEquals(1, run.code());
        assertTrue(run.out().contains("data-name=\"hello\" data-outcome=\"different\""), run.out());
        assertFalse(run.out().matches("(?s).*(https?://|src=|href=|@import|url\\().*"));
    }

    @Test
    void aTreeWithoutTheModuleIsOneSentenceAndAnotherExitCode() throws IOException {
        HelloCapture capture = HelloCapture.in(room, false);
        Files.delete(capture.tree().resolve("hello.ko"));
        CommandRun run = CommandRun.of("compare", "--modules", capture.tree(), capture.folder());
        assertEquals(4, run.code());
        assertTrue(run.out().contains("hello: not compared: "), run.out());
    }

    @Test
    void aFolderThatIsNoCaptureIsAnInputError() {
        CommandRun run = CommandRun.of("verify", "--modules", room, room);
        assertEquals(4, run.code());
        assertTrue(run.err().contains("capture.properties: missing"), run.err());
    }
}
