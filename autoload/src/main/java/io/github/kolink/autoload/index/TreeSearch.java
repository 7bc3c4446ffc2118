// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import io.github.kolink.autoload.ModuleName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The modules of a tree: one file for each name, in the order of {@code modules.order}; those it does not list come behind,
 * by their paths. Links are followed, as depmod does; {@code build} and {@code source} are not searched.
 */
final class TreeSearch {
    private static final Pattern MODULE = Pattern.compile(".*\\.ko(\\.(gz|xz|zst))?");

    private final Path tree;
    private final DepmodConfig config;
    private final Map<String, Found> byName = new TreeMap<>();

    /**
     * A module's file.
     *
     * @param name the module's
     * @param shown its path as the index tells it: relative to the tree, or absolute if it lies elsewhere
     * @param file where it is
     */
    record Found(String name, String shown, Path file) {
        /** The path without what stands behind {@code .ko}. */
        String plain() {
            return shown.substring(0, shown.lastIndexOf(".ko") + 3);
        }
    }

    private TreeSearch(Path tree, DepmodConfig config) {
        this.tree = tree;
        this.config = config;
    }

    static List<Found> find(Path tree, DepmodConfig config) throws IOException {
        TreeSearch search = new TreeSearch(tree, config);
        search.walk(tree);
        for (Path external : config.externals()) {
            if (Files.isDirectory(external)) {
                search.walk(external);
            }
        }
        return search.ordered();
    }

    private void walk(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                        String name = path.getFileName().toString();
                        boolean left = !path.equals(directory)
                                && (name.equals("build")
                                        || name.equals("source")
                                        || config.excludes().contains(name));
                        return left ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile()
                                && MODULE.matcher(path.getFileName().toString()).matches()) {
                            files.add(path);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        files.sort(Comparator.comparing(Path::toString));
        files.forEach(this::add);
    }

    private void add(Path file) {
        String shown = file.startsWith(tree) ? tree.relativize(file).toString() : file.toString();
        Found found = new Found(ModuleName.ofFile(shown), shown, file);
        byName.merge(found.name(), found, (old, later) -> rank(later) > rank(old) ? later : old);
    }

    /** How much a file counts among those of its name. */
    private int rank(Found found) {
        int override = config.overrides().indexOf(stem(found));
        if (override >= 0) {
            return Integer.MAX_VALUE;
        }
        int rank = -1;
        int builtIn = -1;
        int next = 0;
        for (int i = config.searches().size() - 1; i >= 0; i--, next++) {
            String search = config.searches().get(i);
            if (search.equals(DepmodConfig.BUILT_IN)) {
                builtIn = next;
            } else if (search.equals(DepmodConfig.EXTERNAL)) {
                for (int e = config.externals().size() - 1; e >= 0; e--, next++) {
                    if (found.file().startsWith(config.externals().get(e))) {
                        rank = next;
                    }
                }
            } else if (found.shown().startsWith(search + "/")) {
                rank = next;
            }
        }
        return rank < 0 ? builtIn : rank;
    }

    private static String stem(Found found) {
        String plain = found.plain();
        return plain.substring(0, plain.length() - ".ko".length());
    }

    private List<Found> ordered() throws IOException {
        Map<String, Integer> order = new HashMap<>();
        Path file = tree.resolve("modules.order");
        if (Files.isRegularFile(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                order.put(line, order.size());
            }
        }
        return byName.values().stream()
                .sorted(Comparator.comparing((Found found) -> order.getOrDefault(found.plain(), Integer.MAX_VALUE))
                        .thenComparing(Found::shown))
                .toList();
    }
}
