// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.lsmod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LsmodCommandTest {
    @Test
    void printsTheColumnsOfLsmod(@TempDir Path folder) throws IOException {
        Path modules = Files.writeString(
                folder.resolve("modules"),
                "ext4 1003520 1 - Live 0xffffffffc0500000\n"
                        + "crc16 16384 2 ext4,jbd2, Live 0xffffffffc0300000\n"
                        + "probe 4096 1 - Loading 0xffffffffc0400000 (OE+)\n");
        CommandRun run = CommandRun.of("lsmod", "--modules", modules);
        assertEquals(
                "Module                  Size  Used by\n"
                        + "ext4                 1003520  1\n"
                        + "crc16                  16384  2 ext4,jbd2\n"
                        + "probe                   4096  1  (loading)\n",
                run.out());
    }

    @Test
    void theListOfA24KernelIsPrintedAsItIs(@TempDir Path folder) throws IOException {
        String lines =
                "isofs                  17872   0 (autoclean) (unused)\njbd                    37336   2 [ext3]\n";
        Path modules = Files.writeString(folder.resolve("modules"), lines);
        assertEquals(
                "Module                  Size  Used by\n" + lines,
                CommandRun.of("lsmod", "--modules", modules).out());
    }

    @Test
    void theAutocleanFlagIsSeenAsLinux24ShowedIt(@TempDir Path folder) throws IOException {
        Path modules = Files.writeString(
                folder.resolve("modules"),
                "minix 45056 0 - Live 0xffffffffc0500000\nloop 36864 1 - Live 0xffffffffc0300000\n"
                        + "crc16 16384 0 - Live 0xffffffffc0200000\n");
        Path marks = Files.writeString(
                folder.resolve("marks"),
                "kolink-marks\t1\nloop\tautoclean\tunused\t0\nminix\tautoclean\tvisited\t5\nend\n");
        assertEquals(
                "Module                  Size  Used by\n"
                        + "minix                  45056   0 (autoclean)\n"
                        + "loop                   36864   1 (autoclean)\n"
                        + "crc16                  16384   0 (unused)\n",
                CommandRun.of("lsmod", "--modules", modules, "--linux-2.4", "--marks", marks)
                        .out());
    }
}
