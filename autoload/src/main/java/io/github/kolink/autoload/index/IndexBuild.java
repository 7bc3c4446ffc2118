// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that depmod makes of a tree, made from the modules themselves.
 *
 * @param files contents by name, in depmod's order
 * @param problems what could not be read or told, one line each
 */
public record IndexBuild(Map<String, byte[]> files, List<String> problems) {
    /**
     * Copies the lists.
     *
     * @param files as told above
     * @param problems as told above
     */
    public IndexBuild {
        files = new LinkedHashMap<>(files);
        problems = List.copyOf(problems);
    }

    /**
     * Reads every module of a tree.
     *
     * @param tree such as {@code /lib/modules/6.1.0-56-amd64}
     * @param config which of them count
     * @return the files; a module that cannot be read is in them by name and path alone, and among the problems
     * @throws IOException if the tree cannot be read, or modules need each other in a circle
     */
    public static IndexBuild of(Path tree, DepmodConfig config) throws IOException {
        List<String> problems = new ArrayList<>(config.warnings());
        List<IndexedModule> modules = new ArrayList<>();
        for (TreeSearch.Found found : TreeSearch.find(tree, config)) {
            try {
                modules.add(IndexedModule.read(found));
            } catch (IOException e) {
                problems.add(e.getMessage());
                modules.add(IndexedModule.unreadable(found));
            }
        }
        DependencyOrder order = new DependencyOrder(modules);
        if (!order.cyclic().isEmpty()) {
            throw new IOException(tree + ": modules that need each other in a circle: "
                    + String.join(
                            ", ",
                            order.cyclic().stream()
                                    .map(i -> modules.get(i).name())
                                    .toList())
                    + "; none of them can be loaded: exclude one of them in depmod.d");
        }
        return new IndexBuild(new IndexText(tree, modules, order, problems).files(), problems);
    }

    /**
     * Writes the files, each under another name first.
     *
     * @param directory is made if need be
     * @throws IOException if one cannot be written
     */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = directory.resolve(file.getKey());
            Path written = Files.createTempFile(directory, file.getKey() + ".", ".new");
            try {
                Files.write(written, file.getValue());
                if (Files.getFileStore(written).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(
                            written, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
                }
                Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
        }
    }

    /**
     * The text files one behind the other, which is what {@code depmod -n} prints.
     *
     * @return in the order of the files
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        files.forEach((name, bytes) -> {
            if (!name.endsWith(".bin")) {
                text.append(new String(bytes, StandardCharsets.ISO_8859_1));
            }
        });
        return text.toString();
    }
}
