// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModprobeCommandTest {
    @TempDir
    Path tree;

    @BeforeEach
    void modules() throws IOException {
        for (String name : new String[] {"chain_a", "chain_b", "chain_c", "hello", "importer"}) {
            Files.copy(x86(name + ".ko"), tree.resolve(name + ".ko"));
        }
    }

    private CommandRun modprobe(Object... more) {
        List<Object> line = new ArrayList<>(List.of("modprobe", "--tree", tree, "--backend", "simulate"));
        line.addAll(List.of("--kernel", x86("kallsyms"), "-C", tree.resolve("modprobe.conf")));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    @Test
    void whatItNeedsComesFirst() {
        CommandRun run = modprobe("--dry-run", "chain-c", "x=1");
        assertEquals(0, run.code(), run.err());
        assertEquals(
                "insmod " + tree.resolve("chain_a.ko") + "\ninsmod " + tree.resolve("chain_b.ko") + "\ninsmod "
                        + tree.resolve("chain_c.ko") + " x=1\n",
                run.out());
    }

    @Test
    void theyAreLoadedInThatOrder() {
        CommandRun run = modprobe("chain_c");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
    }

    @Test
    void nothingIsTriedBehindAFailure() throws IOException {
        assertEquals(0, CommandRun.of("depmod", "--tree", tree).code());
        byte[] broken = Files.readAllBytes(x86("undefined.ko"));
        Files.write(tree.resolve("chain_a.ko"), broken);
        CommandRun run = modprobe("chain_c");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("chain_a.ko: refused (ENOENT)"), run.err());
        assertFalse(run.err().contains("chain_b") || run.err().contains("chain_c"), run.err());
    }

    @Test
    void aMissingModuleIsToldAsModprobeDoes() {
        CommandRun run = modprobe("nosuch");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("Module nosuch not found in directory " + tree), run.err());
    }

    private void configure(String text) throws IOException {
        Files.writeString(tree.resolve("modprobe.conf"), text);
    }

    @Test
    void anAliasStandsForItsModule() throws IOException {
        configure("alias net-pf-99 chain-b\noptions chain_b y=2\n");
        CommandRun run = modprobe("-n", "net-pf-99");
        assertEquals(0, run.code(), run.err());
        assertEquals(
                "insmod " + tree.resolve("chain_a.ko") + "\ninsmod " + tree.resolve("chain_b.ko") + " y=2\n",
                run.out());
        assertEquals("chain_b\n", modprobe("-R", "net-pf-99").out());
    }

    /** S-01: 0 only if the name is loaded. */
    @Test
    void anAliasOfABlacklistedModuleIsRefused() throws IOException {
        configure("alias net-pf-99 hello\nblacklist hello\nalias net-pf-98 off\nalias net-pf-97 null\n");
        CommandRun run = modprobe("net-pf-99");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("not loaded: blacklist hello"), run.err());
        assertEquals("", modprobe("-q", "net-pf-99").err());
        assertEquals(0, modprobe("hello").code());
        assertEquals(1, modprobe("-b", "hello").code());
        assertEquals(1, modprobe("net-pf-98").code());
        assertEquals(0, modprobe("net-pf-97").code());
    }

    @Test
    void ofSeveralModulesOneIsEnough() throws IOException {
        Files.write(tree.resolve("broken.ko"), Files.readAllBytes(x86("undefined.ko")));
        assertEquals(0, CommandRun.of("depmod", "--tree", tree).code());
        configure("alias any broken\nalias any hello\nalias none broken\n");
        CommandRun run = modprobe("any");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("broken"), run.err());
        assertEquals(1, modprobe("none").code());
    }

    @Test
    void aSoftDependencyThatFailsStopsNothing() throws IOException {
        Files.write(tree.resolve("broken.ko"), Files.readAllBytes(x86("undefined.ko")));
        assertEquals(0, CommandRun.of("depmod", "--tree", tree).code());
        configure("softdep hello pre: broken post: chain_a\n");
        CommandRun run = modprobe("hello");
        assertEquals(0, run.code(), run.err());
    }

    @Test
    void aNameThatNobodyKnowsIsQuietIfAskedSo() {
        CommandRun run = modprobe("-q", "--", "nosuch");
        assertEquals(1, run.code());
        assertEquals("", run.err());
    }

    @Test
    void theConfigurationIsPrintedWithItsPlaces() throws IOException {
        configure("# first\nalias a hello\n");
        assertEquals(
                "alias a hello  # " + tree.resolve("modprobe.conf") + ":2\n",
                modprobe("-c").out());
    }

    @Test
    void modulesConfOf24IsRead() throws IOException {
        Path conf = Files.writeString(
                tree.resolve("modules.conf"), "if -k\nalias eth0 nosuch\nelse\nalias eth0 hello\nendif\n");
        assertEquals("hello\n", modprobe("--modules-conf", conf, "-R", "eth0").out());
    }

    @Test
    void severalNamesAreLoadedIfAskedSo() {
        CommandRun run = modprobe("-a", "-n", "hello", "chain_a");
        assertEquals("insmod " + tree.resolve("hello.ko") + "\ninsmod " + tree.resolve("chain_a.ko") + "\n", run.out());
    }
}
