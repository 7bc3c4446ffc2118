// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.compare.SyntheticMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveCommandTest {
    @TempDir
    private Path room;

    private SyntheticMachine machine;
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        machine = new SyntheticMachine(room);
        folder = room.resolve("capture");
    }

    private CommandRun capture(String module) {
        return CommandRun.of(
                "capture", "--live", "--root", machine.root(), "--modules", machine.tree(), "-o", folder, module);
    }

    private CommandRun verify() {
        return CommandRun.of("verify", "--modules", machine.tree(), folder);
    }

    @Test
    void whatRunsIsCapturedAndVerified() {
        CommandRun run = capture("--all");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("1 of 1 modules captured, 0 were there"), run.err());
        assertEquals(0, verify().code(), verify().out());
        assertTrue(capture("--all").err().contains("0 of 1 modules captured, 1 were there"));
    }

    @Test
    void aPatchedByteOfRunningCodeIsFoundByItsSymbol() throws IOException {
        machine.plant(".text", 0x2f);

        assertEquals(0, capture("probe").code());

        assertEquals(1, verify().code());
        assertTrue(verify().out().contains("probe+0xf"), verify().out());
    }

    @Test
    void aModuleThatIsNotLoadedIsNamed() throws IOException {
        machine.write("proc/modules", "other 4096 0 - Live 0xffffffffc1000000\n");

        CommandRun named = capture("probe");
        CommandRun all = capture("--all");

        assertEquals(4, named.code());
        assertTrue(named.err().contains("not loaded in the running kernel: probe"), named.err());
        assertTrue(all.err().contains("other: loaded, but not one of the tree's modules"), all.err());
        assertFalse(Files.exists(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--cpu=max", "--smp=1", "--kaslr", "--loaded", "--final", "--append=x", "--kernel=vmlinuz"})
    void whatOnlyAGuestCanHaveIsWrongUsage(String option) {
        CommandRun run = capture(option);

        assertEquals(2, run.code(), run.err());
    }
}
