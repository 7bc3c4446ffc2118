// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.codec.PlainFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the modules below a directory. */
public final class ModuleSearch {
    private static final List<String> ENDINGS = List.of(".ko", ".ko.gz", ".ko.xz", ".ko.zst");

    private final List<Path> found = new ArrayList<>();

    private ModuleSearch() {}

    /**
     * The modules below a directory.
     *
     * @param directory searched with all its subdirectories; may itself be a link, but links below it are not
     *     followed
     * @return files named {@code *.ko}, {@code *.ko.gz}, {@code *.ko.xz} or {@code *.ko.zst}, sorted as the file system
     *     sorts paths: on Unix by their bytes
     * @throws IOException if the directory cannot be read
     */
    public static List<Path> below(Path directory) throws IOException {
        Path real = directory.toRealPath();
        ModuleSearch search = new ModuleSearch();
        search.add(real);
        if (!real.equals(directory)) {
            search.found.replaceAll(file -> directory.resolve(real.relativize(file)));
        }
        search.found.sort(null);
        return List.copyOf(search.found);
    }

    /** Adds a module, or those below a directory. {@code Files.walkFileTree} does more for each file. */
    private void add(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            addAll(path);
        } else if (isModule(path.toString())
                && (attributes.isRegularFile() || (attributes.isSymbolicLink() && Files.isRegularFile(path)))) {
            found.add(path);
        }
    }

    private void addAll(Path directory) throws IOException {
        Optional<List<String>> names = PlainFiles.list(directory);
        if (names.isPresent()) {
            // Nearly in the order of the paths, so that little is left to sort among all.
            for (String name : names.get()) {
                add(directory, name);
            }
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                add(entry);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void add(Path directory, String name) throws IOException {
        File file = new File(directory.toString(), name);
        if (isModule(name) && file.isFile()) {
            found.add(directory.resolve(name));
        } else if (file.isDirectory()) {
            Path path = directory.resolve(name);
            if (!Files.isSymbolicLink(path)) {
                addAll(path);
            }
        }
    }

    private static boolean isModule(String fileName) {
        for (String ending : ENDINGS) {
            if (fileName.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }
}
