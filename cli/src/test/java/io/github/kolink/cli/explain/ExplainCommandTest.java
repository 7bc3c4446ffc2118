// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.explain;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    @TempDir
    Path tree;

    private Path config = Path.of("");

    @BeforeEach
    void modules() throws IOException {
        for (String name : new String[] {"chain_a", "chain_b", "hello"}) {
            Files.copy(x86(name + ".ko"), tree.resolve(name + ".ko"));
        }
        config = Files.writeString(
                tree.resolve("some.conf"), "alias net-pf-99 chain_b\nalias fs-hello hello\nblacklist hello\n");
    }

    private CommandRun explain(Object... more) {
        Object[] line = new Object[5 + more.length];
        line[0] = "explain-request";
        line[1] = "--tree";
        line[2] = tree;
        line[3] = "-C";
        line[4] = config;
        System.arraycopy(more, 0, line, 5, more.length);
        return CommandRun.of(line);
    }

    @Test
    void whoAsksWhichRuleAnswersAndWhatIsDone() {
        CommandRun run = explain("net-pf-99");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("name:     net-pf-99\nhelper:   "), run.out());
        assertTrue(run.out().contains("\nasked as: net-pf-%d  -- "), run.out());
        assertTrue(run.out().contains("__sock_create(), net/socket.c (6.1 6.12 7.3)\n"), run.out());
        assertTrue(run.out().contains("rule:     configured-alias: the configuration says so\n"), run.out());
        assertTrue(run.out().contains("module:   chain_b  -- alias net_pf_99 chain_b (" + config + ":1)\n"), run.out());
        assertTrue(
                run.out()
                        .endsWith("          insmod " + tree.resolve("chain_a.ko") + "\n          insmod "
                                + tree.resolve("chain_b.ko") + "\n"),
                run.out());
    }

    @Test
    void whatIsKeptOutIsToldWithTheLineThatDoesIt() {
        CommandRun run = explain("fs-hello");
        assertEquals(1, run.code());
        assertTrue(run.out().contains("kept out: blacklist hello (" + config + ":3)\n"), run.out());
    }

    @Test
    void whatNobodyKnowsIsToldToo() {
        CommandRun run = explain("crypto-nosuch");
        assertEquals(1, run.code());
        assertTrue(run.out().contains("asked as: crypto-%s  -- "), run.out());
        assertTrue(run.out().contains("rule:     none: neither configuration nor"), run.out());
    }

    /** S-02, S-05. */
    @Test
    void theHelperOfASystemIsTold() throws IOException {
        Path file = tree.resolve("proc/sys/kernel/modprobe");
        assertTrue(explain("-d", tree, "x").out().contains("helper:   not known: " + file), "no /proc");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "/sbin/modprobe\n");
        assertTrue(explain("-d", tree, "x").out().contains("helper:   /sbin/modprobe\n"));
        Files.writeString(file, "sbin/mymodprobe\n");
        assertTrue(explain("-d", tree, "x").out().contains("helper:   sbin/mymodprobe  -- not an absolute path"));
        Files.writeString(file, "\n");
        assertTrue(explain("-d", tree, "x").out().contains("so the kernel asks nobody"));
    }

    @Test
    void theSameAsJson() {
        String json = explain("--format", "json", "net-pf-99").out();
        assertTrue(json.contains("\"rule\":\"configured-alias\""), json);
        assertTrue(json.contains("\"function\":\"__sock_create\""), json);
        assertTrue(json.contains("\"action\":\"insmod\",\"module\":\"chain_a\""), json);
        assertTrue(json.endsWith("]}\n"), json);
    }

    @Test
    void theWholeCatalogueIsPrinted() {
        assertTrue(CommandRun.of("explain-request", "--catalogue").out().lines().count() > 300);
    }
}
