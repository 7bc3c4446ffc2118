// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.autoloadd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon with a kernel in memory, asked by the command. */
class AutoloaddCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private final CompletableFuture<CommandRun> ended = new CompletableFuture<>();
    private Thread daemon = new Thread();

    @BeforeEach
    void start() throws IOException {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        for (String module : List.of("chain_a", "chain_b", "chain_c", "exporter", "importer", "undefined")) {
            Files.copy(CommandRun.x86(module + ".ko"), tree.resolve(module + ".ko"));
        }
        Path config =
                Files.writeString(directory.resolve("test.conf"), "alias net-pf-99 importer\nalias odd undefined\n");
        daemon = new Thread(() -> ended.complete(CommandRun.of(
                "autoloadd",
                "--backend",
                "simulate",
                "--kernel",
                CommandRun.kernel(),
                "--tree",
                tree,
                "--modprobe-config",
                config,
                "--socket",
                socket(),
                "--state",
                directory.resolve("state"),
                "--sweep",
                "0")));
        daemon.start();
    }

    private Path socket() {
        return directory.resolve("run/s");
    }

    @AfterEach
    void stop() throws Exception {
        daemon.interrupt();
        daemon.join();
        assertEquals(0, ended.get(1, TimeUnit.MINUTES).code(), ended.join().err());
        assertTrue(Files.notExists(socket()));
    }

    private CommandRun ask(String... words) {
        Object[] all = new Object[words.length + 5];
        all[0] = "autoload";
        all[1] = "--socket";
        all[2] = socket();
        all[3] = "--patience";
        all[4] = "60";
        System.arraycopy(words, 0, all, 5, words.length);
        return CommandRun.of(all);
    }

    @Test
    void aNameIsLoadedWithWhatItNeedsAndGoesAgain() {
        assertEquals(new CommandRun(0, "importer\n", ""), ask("request", "net-pf-99"));
        assertEquals(new CommandRun(0, "importer\n", ""), ask("request", "net-pf-99"));
        assertEquals(
                new CommandRun(1, "", "kolink: Module exporter is in use by: importer\n"), ask("release", "exporter"));
        assertEquals(new CommandRun(0, "chain_c\n", ""), ask("request", "chain-c"));
        assertEquals(new CommandRun(0, "importer\nexporter\n", ""), ask("release", "net-pf-99"));
        assertEquals(new CommandRun(0, "", ""), ask("sweep"));
        assertEquals(new CommandRun(0, "chain_c\nchain_b\nchain_a\n", ""), ask("sweep"));
        assertEquals(new CommandRun(0, "", ""), ask("sweep"));
        CommandRun status = ask("status");
        assertTrue(
                status.out().startsWith("{\"version\":1,\"delay\":60,\"keep\":false,\"queueLimit\":1024,"),
                status.out());
        assertTrue(
                status.out()
                        .contains("request net-pf-99 of process "
                                + ProcessHandle.current().pid()),
                status.out());
    }

    @Test
    void whatCannotBeLoadedIsTold() {
        assertEquals(
                new CommandRun(1, "", "kolink: Module block-major-8 not found\n"), ask("request", "block-major-8"));
        CommandRun refused = ask("request", "odd");
        assertEquals(1, refused.code());
        assertTrue(refused.err().startsWith("kolink: link undefined ("), refused.err());
        assertEquals(new CommandRun(1, "", "kolink: no verb 'dance'\n"), ask("dance"));
    }

    @Test
    void valuesAreKept() throws IOException {
        assertEquals(new CommandRun(0, "", ""), ask("set", "sound", "17"));
        assertEquals(new CommandRun(0, "17\n", ""), ask("get", "sound"));
        assertTrue(Files.readString(directory.resolve("state/values")).contains("sound\t17\n"));
    }

    @Test
    void withoutADaemonThatIsTold() {
        CommandRun run =
                CommandRun.of("autoload", "--socket", directory.resolve("nobody"), "--patience", "0", "status");
        assertEquals(4, run.code());
        assertTrue(run.err().endsWith("; 'kolink autoloadd' starts one\n"), run.err());
        ask("status"); // so that the daemon is there to be stopped
    }
}
