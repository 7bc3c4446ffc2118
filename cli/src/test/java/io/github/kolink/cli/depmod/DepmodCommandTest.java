// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.depmod;

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

class DepmodCommandTest {
    @TempDir
    Path root;

    private Path tree = Path.of("");

    @BeforeEach
    void modules() throws IOException {
        tree = Files.createDirectories(root.resolve("lib/modules/6.1.0-x"));
        for (String name : new String[] {"chain_a", "chain_b", "chain_c"}) {
            Files.copy(x86(name + ".ko"), tree.resolve(name + ".ko"));
        }
    }

    private static CommandRun depmod(Object... arguments) {
        Object[] line = new Object[arguments.length + 3];
        System.arraycopy(arguments, 0, line, 3, arguments.length);
        line[0] = "depmod";
        line[1] = "-C";
        line[2] = "/dev/null";
        return CommandRun.of(line);
    }

    @Test
    void theTextFilesArePrinted() {
        CommandRun run = depmod("-n", "-b", root, "6.1.0-x");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("chain_a.ko:\nchain_b.ko: chain_a.ko\nchain_c.ko: chain_b.ko chain_a.ko\n"));
        assertFalse(Files.exists(tree.resolve("modules.dep")));
    }

    @Test
    void theFilesAreWrittenIntoTheTreeOrElsewhere() throws IOException {
        assertEquals(0, depmod("--tree", tree).code());
        assertTrue(Files.exists(tree.resolve("modules.dep.bin")));
        Path other = root.resolve("other");
        assertEquals(0, depmod("-b", root, "-o", other, "6.1.0-x").code());
        assertEquals(
                Files.readString(tree.resolve("modules.dep")),
                Files.readString(other.resolve("lib/modules/6.1.0-x/modules.dep")));
        assertEquals(0, depmod("--tree", tree, "-o", root.resolve("flat")).code());
        assertTrue(Files.exists(root.resolve("flat/modules.alias.bin")));
    }

    @Test
    void quickDoesNothingWhereNoModuleIsNewer() throws IOException {
        Files.writeString(tree.resolve("modules.dep"), "kept\n");
        assertEquals(0, depmod("-A", "--tree", tree).code());
        assertEquals("kept\n", Files.readString(tree.resolve("modules.dep")));
        Files.setLastModifiedTime(
                tree.resolve("chain_a.ko"), java.nio.file.attribute.FileTime.fromMillis(4_000_000_000_000L));
        assertEquals(0, depmod("-A", "--tree", tree).code());
        assertTrue(Files.readString(tree.resolve("modules.dep")).startsWith("chain_a.ko:\n"));
    }

    @Test
    void aFileThatIsNoModuleIsToldAndTheRestIsDone() throws IOException {
        Files.writeString(tree.resolve("broken.ko"), "no ELF file");
        CommandRun run = depmod("-n", "--tree", tree);
        assertEquals(1, run.code());
        assertTrue(run.err().contains("broken.ko"), run.err());
        assertTrue(run.out().startsWith("broken.ko:\nchain_a.ko:\n"), run.out());
    }

    @Test
    void aCircleIsRefused() throws IOException {
        for (String name : new String[] {"cycle_a", "cycle_b"}) {
            Files.copy(x86(name + ".ko"), tree.resolve(name + ".ko"));
        }
        CommandRun run = depmod("--tree", tree);
        assertEquals(4, run.code());
        assertTrue(run.err().contains("in a circle: cycle_a, cycle_b;"), run.err());
        assertFalse(Files.exists(tree.resolve("modules.dep")));
    }

    @Test
    void aMissingTreeIsToldAsDepmodDoes() {
        CommandRun run = depmod("-b", root, "9.9.9");
        assertEquals(4, run.code());
        assertTrue(run.err().contains("could not open directory"), run.err());
    }
}
