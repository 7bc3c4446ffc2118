// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.cli.backend.ListedKernel;
import io.github.kolink.cli.backend.ShellCommand;
import io.github.kolink.cli.backend.WrittenTree;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of modprobe.d are run by a real shell; the kernel is a list. */
class NamedRemovalTest {
    @TempDir
    private Path directory = Path.of("");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
    private final Streams streams = new Streams(print, print, InputStream.nullInputStream(), Terminal.ofProcess());
    private final ListedKernel kernel = new ListedKernel();

    @BeforeEach
    void whoUsesWhom() {
        kernel.users.put("base", List.of("middle", "top", "behind"));
        kernel.users.put("middle", List.of("top", "behind"));
        kernel.users.put("top", List.of("behind"));
    }

    private int load(WrittenTree tree, String name) throws IOException {
        return new NamedLoad(streams, kernel, ShellCommand.SYSTEM, false).run(tree.plan(name));
    }

    private int remove(WrittenTree tree, String name) throws IOException {
        kernel.done.clear();
        return new NamedRemoval(streams, kernel, tree.config(), ShellCommand.SYSTEM, false).run(tree.plan(name));
    }

    private WrittenTree tree() throws IOException {
        return new WrittenTree(directory);
    }

    @Test
    void whatItAloneNeededGoesToo() throws IOException {
        assertEquals(0, load(tree(), "top"));
        assertEquals(0, remove(tree(), "top"));
        assertEquals(List.of("remove top", "remove middle", "remove base"), kernel.done);
    }

    @Test
    void whatAnotherOneUsesStays() throws IOException {
        kernel.users.put("middle", List.of("top", "other"));
        assertEquals(0, load(tree(), "top"));
        assertEquals(0, load(tree(), "other"));
        assertEquals(0, remove(tree(), "top"));
        assertEquals(List.of("remove top"), kernel.done);
    }

    /** A post dependency that uses the module would hold it: it goes first. */
    @Test
    void whatWasLoadedSoftlyBehindItGoesFirstAndWhatWasBeforeGoesLast() throws IOException {
        WrittenTree tree = tree().configured("softdep top pre: before post: behind\n");
        assertEquals(0, load(tree, "top"));
        assertTrue(kernel.done.containsAll(List.of("insert before", "insert top", "insert behind")));
        assertEquals(0, remove(tree, "top"));
        assertEquals(
                List.of("remove behind", "remove top", "remove middle", "remove base", "remove before"), kernel.done);
    }

    @Test
    void whatIsInUseIsToldWithItsUsers() throws IOException {
        assertEquals(0, load(tree(), "top"));
        assertEquals(1, remove(tree(), "base"));
        assertEquals("kolink: Module base is in use by: middle top\n", said.toString(StandardCharsets.UTF_8));
        assertEquals(List.of(), kernel.done);
    }

    @Test
    void whatIsBuiltInCannotGo() throws IOException {
        assertEquals(1, remove(tree(), "inside"));
        assertEquals("kolink: Module inside is builtin.\n", said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNotThereNeedNotGo() throws IOException {
        assertEquals(0, remove(tree(), "other"));
        assertEquals(
                1,
                new NamedRemoval(streams, kernel, ModprobeConfig.NONE, ShellCommand.SYSTEM, true)
                        .run(tree().plan("other")));
        assertEquals("kolink: Module other is not in kernel.\n", said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void commandsAreRunInTheModulesPlace() throws IOException {
        Path trace = directory.resolve("trace");
        WrittenTree tree = tree().configured("install top echo in $MODPROBE_MODULE $CMDLINE_OPTS >>" + trace
                + "\nremove top echo out $MODPROBE_MODULE >>" + trace
                + "\noptions top x=1\ninstall other exit 3\nremove other exit 4\n");
        assertEquals(0, load(tree, "top"));
        assertEquals(List.of("insert base", "insert middle"), kernel.done);
        assertEquals(0, remove(tree, "top"));
        assertEquals(List.of(), kernel.done, "the command stands for what it needed too");
        assertEquals("in top x=1\nout top\n", Files.readString(trace));
        assertEquals(1, load(tree, "other"));
        assertEquals(1, remove(tree, "other"));
        assertTrue(
                said.toString(StandardCharsets.UTF_8)
                        .contains("Error running install command 'exit 3' for module other: retcode 3"),
                said.toString(StandardCharsets.UTF_8));
    }
}
