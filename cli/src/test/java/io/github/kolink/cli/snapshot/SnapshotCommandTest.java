// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.snapshot;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotCommandTest {
    @TempDir
    Path folder;

    private Path create() {
        Path file = folder.resolve("k.snapshot");
        CommandRun run = CommandRun.of(
                "snapshot", "create", "--kallsyms", x86("kallsyms"), "--symvers", x86("Module.symvers"), "-o", file);
        assertEquals(0, run.code(), run.err());
        return file;
    }

    @Test
    void aSnapshotIsShownInThreeForms() throws IOException {
        Path file = create();
        CommandRun summary = CommandRun.of("snapshot", "show", file);
        assertEquals(0, summary.code());
        assertTrue(summary.out().contains("kallsyms [symbol list]: "), summary.out());
        CommandRun kallsyms = CommandRun.of("snapshot", "show", "--format", "kallsyms", file);
        assertEquals(Files.readString(x86("kallsyms")), kallsyms.out());
        Map<String, Object> json = JsonText.object(
                CommandRun.of("snapshot", "show", "--format", "json", file).out());
        assertEquals(1L, json.get("schemaVersion"));
        Map<String, Object> printk = JsonText.list(json.get("symbols")).stream()
                .map(JsonText::object)
                .filter(symbol -> "_printk".equals(symbol.get("name")))
                .findFirst()
                .orElseThrow();
        assertEquals("0xffffffff810e5c20", printk.get("address"));
        assertEquals("0x92a1c4e7", JsonText.object(printk.get("export")).get("crc"));
    }

    @Test
    void differencesAreExitCode1() throws IOException {
        Path changed = Files.writeString(
                folder.resolve("Module.symvers"),
                Files.readString(x86("Module.symvers")).replace("0x92a1c4e7", "0x00000001"));
        CommandRun different = CommandRun.of("snapshot", "diff", x86("Module.symvers"), changed);
        assertEquals(1, different.code());
        assertEquals("~ export _printk: CRC 0x92a1c4e7 -> 0x00000001\n", different.out());
        assertEquals(0, CommandRun.of("snapshot", "diff", changed, changed).code());
    }

    @Test
    void wrongUsageIs2AndAWrongFileIs4() {
        Path out = folder.resolve("o");
        assertEquals(2, CommandRun.of("snapshot").code());
        assertEquals(2, CommandRun.of("snapshot", "create", "-o", out).code());
        assertEquals(
                2,
                CommandRun.of("snapshot", "create", "--kallsyms", x86("kallsyms"))
                        .code());
        assertEquals(2, CommandRun.of("snapshot", "diff", out).code());
        assertEquals(2, CommandRun.of("snapshot", "show").code());
        assertEquals(4, CommandRun.of("snapshot", "show", out).code());
        assertEquals(4, CommandRun.of("snapshot", "diff", out, out).code());
        CommandRun wrong = CommandRun.of("snapshot", "create", "--image", x86("kallsyms"), "-o", out);
        assertEquals(4, wrong.code());
        assertTrue(wrong.err().contains("--image takes a kernel image"), wrong.err());
        assertEquals(
                4,
                CommandRun.of("snapshot", "create", "--kallsyms", x86("kallsyms"), "-o", folder)
                        .code());
    }
}
