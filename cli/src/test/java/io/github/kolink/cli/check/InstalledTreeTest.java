// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstalledTreeTest {
    private static final String RELEASE = "6.1.0-kolink-amd64";

    @TempDir
    private Path folder;

    private Path tree = Path.of("");

    /** The module "importer", whose provider is not there. */
    @BeforeEach
    void install() throws IOException {
        tree = Files.createDirectories(folder.resolve(RELEASE));
        Files.createDirectories(tree.resolve("kernel"));
        Files.copy(x86("importer.ko"), tree.resolve("kernel/importer.ko"));
        order("kernel/importer.ko\n");
    }

    private void order(String modules) throws IOException {
        Files.writeString(tree.resolve("modules.order"), modules, StandardCharsets.ISO_8859_1);
    }

    private boolean isWhole(String release) throws IOException {
        return new InstalledTree(tree).isWholeOf(Optional.of(release));
    }

    @Test
    void aDirectoryOfTheKernelsReleaseWithAllItsModulesIsWhole() throws IOException {
        assertTrue(isWhole(RELEASE));
        Path link = Files.createSymbolicLink(folder.resolve("link"), tree);
        assertTrue(new InstalledTree(link).isWholeOf(Optional.of(RELEASE)));
        Files.move(tree.resolve("kernel/importer.ko"), tree.resolve("kernel/importer.ko.xz"));
        assertTrue(isWhole(RELEASE));
    }

    @Test
    void nothingElseIs() throws IOException {
        assertFalse(isWhole("6.12"), "of another kernel");
        assertFalse(new InstalledTree(tree).isWholeOf(Optional.empty()), "which kernel is not known");
        assertFalse(new InstalledTree(tree.resolve("kernel")).isWholeOf(Optional.of("kernel")), "has no list");
        order("kernel/importer.ko\nkernel/gone.ko\n");
        assertFalse(isWhole(RELEASE), "a module is missing");
        order("");
        assertFalse(isWhole(RELEASE));
        order("\0\n");
        assertFalse(isWhole(RELEASE));
    }

    @Test
    void whatNoModuleOfAWholeTreeExportsNobodyDoes() throws IOException {
        Path kernel = folder.resolve("kernel.snapshot");
        CommandRun.of(
                "snapshot", "create", "--kallsyms", x86("kallsyms"), "--module", x86("exporter.ko"), "-o", kernel);
        CommandRun whole = CommandRun.of("check", "--kernel", kernel, "--tree", tree);
        assertEquals(1, whole.code(), whole.out() + whole.err());
        assertTrue(whole.out().contains("importer.ko: refused (ENOENT)"), whole.out());
        assertTrue(whole.out().replaceAll("\\s+", " ").contains("[all modules of this kernel]"), whole.out());
        order("kernel/importer.ko\nkernel/exporter.ko\n");
        CommandRun part = CommandRun.of("check", "--kernel", kernel, "--tree", tree);
        assertEquals(3, part.code(), part.out() + part.err());
        assertTrue(part.out().contains("importer.ko: unknown"), part.out());
        assertFalse(part.out().contains("all modules of this kernel"), part.out());
    }
}
