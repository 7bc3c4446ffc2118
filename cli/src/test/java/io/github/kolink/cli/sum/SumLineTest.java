// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.sum;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.CommandSettings;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines that are read without picocli: it must make the same of them. */
final class SumLineTest {
    private static final Streams NOWHERE = new Streams(
            new PrintStream(OutputStream.nullOutputStream()),
            new PrintStream(OutputStream.nullOutputStream()),
            InputStream.nullInputStream(),
            Terminal.NONE);

    private static final List<String> WORDS = List.of(
            "--kernel",
            "--kernel=k",
            "--tree",
            "--tree=t",
            "--tree=",
            "--threads",
            "--threads=7",
            "-k",
            "--help",
            "3",
            "x");

    @Test
    void everyLineThatIsTakenIsSetAsPicocliSetsIt() {
        int taken = CommandSettings.compareLines(
                WORDS,
                4,
                line -> SumCommand.plain(NOWHERE, new SnapshotShelf(), line),
                () -> new SumCommand(NOWHERE, new SnapshotShelf()));
        assertTrue(taken > 50, "lines taken: " + taken);
    }

    @Test
    void aLineThatIsWrongIsToldByPicocli() {
        CommandRun twice = CommandRun.of("sum", "--kernel", x86("kallsyms"), "--tree", x86("."), "--tree", x86("."));
        assertEquals(2, twice.code());
        assertTrue(twice.err().contains("--tree") && twice.err().contains("kolink sum --help"), twice.err());
        assertEquals(2, CommandRun.of("sum", "--tree", x86(".")).code());
        assertEquals(2, CommandRun.of("sum", "--kernel", x86("kallsyms")).code());
        CommandRun threads = CommandRun.of("sum", "--kernel", x86("kallsyms"), "--tree", x86("."), "--threads", "257");
        assertTrue(threads.err().contains("--threads must be between 1 and 256"), threads.err());
    }
}
