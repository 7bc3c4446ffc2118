// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CaptureCommandTest {
    @TempDir
    private Path temporary;

    private CommandRun run(Object... more) {
        Object[] words = new Object[7 + more.length];
        System.arraycopy(
                new Object[] {
                    "capture", "--kernel", x86("kallsyms"), "--modules", x86("."), "-o", temporary.resolve("c")
                },
                0,
                words,
                0,
                7);
        System.arraycopy(more, 0, words, 7, more.length);
        return CommandRun.of(words);
    }

    @Test
    void modulesMustBeNamed() {
        CommandRun run = run();

        assertEquals(2, run.code());
        assertTrue(run.err().contains("Missing parameter: MODULE, --list or --all"), run.err());
    }

    @Test
    void aNumberOfCpusThatNoMachineHasIsWrongUsage() {
        assertEquals(2, run("--smp", 0, "dummy").code());
    }

    @Test
    void aKernelThatNamesNoArchitectureCannotBeBooted() {
        CommandRun run = run("dummy");

        assertEquals(4, run.code());
        assertTrue(run.err().contains("its architecture (unknown) cannot be captured in QEMU"), run.err());
        assertFalse(Files.exists(temporary.resolve("c")));
    }
}
