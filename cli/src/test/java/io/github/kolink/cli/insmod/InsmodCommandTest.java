// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.insmod;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import org.junit.jupiter.api.Test;

class InsmodCommandTest {
    private static CommandRun simulate(Object... more) {
        Object[] line = new Object[more.length + 5];
        System.arraycopy(new Object[] {"insmod", "--backend", "simulate", "--kernel", x86("kallsyms")}, 0, line, 0, 5);
        System.arraycopy(more, 0, line, 5, more.length);
        return CommandRun.of(line);
    }

    @Test
    void aSimulatedKernelTellsWhereTheModuleLies() {
        CommandRun run = simulate(x86("hello.ko"));
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().matches("hello \\d+ 0 - Live 0xffffffffc0[0-9a-f]{6}\n"), run.out());
    }

    @Test
    void theLinkersRefusalIsTold() {
        CommandRun run = simulate(x86("undefined.ko"));
        assertEquals(1, run.code());
        assertTrue(run.err().contains("Unknown symbol kolink_no_such_data (err -2)"), run.err());
        assertEquals("", run.out());
    }

    @Test
    void unknownParametersAreTheKernelsWarning() {
        CommandRun run = simulate(x86("hello.ko"), "nosuch=1");
        assertEquals(0, run.code());
        assertTrue(run.err().contains("kernel: hello: unknown parameter 'nosuch' ignored"), run.err());
    }

    @Test
    void withoutTheDeviceTheWayToItIsTold() {
        CommandRun run = CommandRun.of("insmod", x86("hello.ko"));
        assertEquals(4, run.code());
        assertTrue(run.err().contains("open /dev/kolink: ENOENT") && run.err().contains("kolink stub load"), run.err());
    }

    @Test
    void wrongUsageIs2() {
        assertEquals(2, CommandRun.of("insmod").code());
        assertEquals(2, CommandRun.of("insmod", "--backend", "magic", "x.ko").code());
        assertEquals(2, CommandRun.of("stub").code());
        assertEquals(4, simulate("/nonexistent.ko").code());
    }
}
