// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GithubReportTest {
    private static final Path KERNEL = CommandRun.kernel();

    @Test
    void aFailureIsOneCommandWithTheKernelsWordsFirst() {
        CommandRun run = CommandRun.of(
                "check", "--kernel", KERNEL, "--format", "github", x86("undefined.ko"), x86("exporter.ko"));
        assertEquals(1, run.code());
        List<String> lines = run.out().lines().toList();
        assertEquals(2, lines.size(), run.out());
        String start = "::error file=" + x86("undefined.ko") + ",title=refused (ENOENT)%2C kernel 6.1.0-kolink-amd64::"
                + "undefined: loading out-of-tree module taints kernel.%0A"
                + "undefined: Unknown symbol kolink_no_such_function (err -2)%0A";
        assertTrue(lines.get(0).startsWith(start), run.out());
        assertEquals("2 checked, 1 failed, 0 unknown, 0 unreadable, 0 findings known", lines.get(1));
    }

    @Test
    void aModuleCannotGiveCommandsOfItsOwn(@TempDir Path folder) throws IOException {
        byte[] module = Files.readAllBytes(x86("undefined.ko"));
        String text = new String(module, StandardCharsets.ISO_8859_1);
        Path hostile = Files.write(
                folder.resolve("a,b:c%\n::error::x.ko"),
                text.replace("kolink_no_such_data", "x\n::stop-commands::").getBytes(StandardCharsets.ISO_8859_1));
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, "--format", "github", hostile);
        assertEquals(1, run.code());
        assertEquals(2, run.out().lines().count(), run.out());
        assertTrue(run.out().contains("a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.ko,title="), run.out());
        assertTrue(run.out().lines().filter(line -> line.startsWith("::")).count() == 1, run.out());
    }

    @Test
    void whatIsKnownIsNoAnnotation(@TempDir Path folder) throws IOException {
        Path known = Files.writeString(folder.resolve("known"), "undefined SYMBOL_UNKNOWN *\n");
        CommandRun run = CommandRun.of(
                "check", "--kernel", KERNEL, "--format", "github", "--baseline", known, x86("undefined.ko"));
        assertEquals(0, run.code(), run.err());
        assertEquals("1 checked, 0 failed, 0 unknown, 0 unreadable, 3 findings known\n", run.out());
    }
}
