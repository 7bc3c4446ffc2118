// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A search that follows links, or opens a pipe, has no end. */
@Timeout(60)
class ModuleSearchTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    void modulesOfAllEndingsAreFoundInTheOrderOfTheirPaths() throws IOException {
        List<Path> modules = List.of(
                file("a-b/z.ko"),
                file("a.b/z.ko"),
                file("a/b/z.ko.xz"),
                file("a/z.ko.zst"),
                file("b.ko"),
                file("c.ko.gz"));
        for (String other : new String[] {"modules.dep", "a/z.kox", "a/ko", "b.ko.sig", "b.o"}) {
            file(other);
        }
        assertEquals(modules, ModuleSearch.below(folder));
    }

    @Test
    void linksToModulesAreFoundAndThoseToDirectoriesNotFollowed() throws IOException {
        Path module = file("in/m.ko");
        Path linked = Files.createSymbolicLink(folder.resolve("l.ko"), module);
        Files.createSymbolicLink(folder.resolve("again"), folder);
        Files.createSymbolicLink(folder.resolve("again.ko"), folder);
        Files.createSymbolicLink(folder.resolve("gone.ko"), folder.resolve("nowhere"));
        Path inside = file("named.ko/m.ko");
        assertEquals(List.of(module, linked, inside), ModuleSearch.below(folder));
    }

    @Test
    void theDirectoryItselfMayBeALink() throws IOException {
        file("real/sub/m.ko");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
        assertEquals(List.of(link.resolve("sub/m.ko")), ModuleSearch.below(link));
    }

    @Test
    void aFileThatIsAModuleIsFoundByItself() throws IOException {
        Path module = file("m.ko");
        assertEquals(List.of(module), ModuleSearch.below(module));
        assertThrows(NoSuchFileException.class, () -> ModuleSearch.below(folder.resolve("none")));
    }

    /** Names that are no text, that have what such names are shown with, and a pipe, which nobody must open. */
    @Test
    void everyNameIsFoundAsItIs() throws Exception {
        String script =
                "mkdir \"$(printf 'd\\377')\" \"$(printf 'd\\357\\277\\275')\" q; : >\"$(printf 'd\\357\\277\\275/decoy.ko')\"; : >\"$(printf 'd\\377/a.ko')\"; : >\"$(printf 'd\\377/b\\376.ko')\"; "
                        + ": >\"$(printf 'q/c\\377.ko')\"; : >\"$(printf 'q/c\\357\\277\\275.ko')\"; : >'q/d?.ko'; mkfifo q/pipe.ko";
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .start();
        assertEquals(0, shell.waitFor());
        List<Path> found = ModuleSearch.below(folder);
        assertEquals(6, found.size());
        for (Path module : found) {
            assertEquals(0, Files.size(module), module.toString());
        }
        int listed = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path each : folders) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(each, Files::isRegularFile)) {
                    for (Path module : files) {
                        listed += found.contains(module) ? 1 : 0;
                    }
                }
            }
        }
        assertEquals(6, listed);
    }

    @Test
    void aDirectoryOfAnotherFileSystemIsSearched() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("tree.zip"), Map.of("create", "true"))) {
            Path module = zip.getPath("/drivers/m.ko");
            Files.createDirectory(module.getParent());
            Files.createFile(module);
            assertEquals(List.of(module), ModuleSearch.below(zip.getPath("/")));
        }
    }
}
