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
        Object[] line = new Object[more.length + 7];
        System.arraycopy(
                new Object[] {"modprobe", "--tree", tree, "--backend", "simulate", "--kernel", x86("kallsyms")},
                0,
                line,
                0,
                7);
        System.arraycopy(more, 0, line, 7, more.length);
        return CommandRun.of(line);
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
}
