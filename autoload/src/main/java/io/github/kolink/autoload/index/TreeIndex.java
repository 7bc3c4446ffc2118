// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import io.github.kolink.autoload.ConfigFiles;
import io.github.kolink.autoload.ModuleName;
import io.github.kolink.autoload.NamePattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the index of a module tree answers. Each part is read when it is first asked for: from the {@code .bin} file, else
 * from the text file, else from an index that was just made in memory.
 */
public final class TreeIndex {
    private final Path tree;
    private final Source source;
    private final Part dependencies = new Part("modules.dep");
    private final Part aliases = new Part("modules.alias");
    private final Part symbols = new Part("modules.symbols");
    private final Part builtin = new Part("modules.builtin");
    private final Part builtinAliases = new Part("modules.builtin.alias");

    /**
     * A module of the tree.
     *
     * @param name with {@code _}
     * @param file its path
     * @param needed names of all modules it needs, in the order in which they are loaded
     */
    public record Entry(String name, Path file, List<String> needed) {
        /**
         * Copies the lists.
         *
         * @param name as told above
         * @param file as told above
         * @param needed as told above
         */
        public Entry {
            needed = List.copyOf(needed);
        }
    }

    /** Where files come from: the contents of a name, or empty. */
    @FunctionalInterface
    private interface Source {
        Optional<byte[]> read(String name) throws IOException;
    }

    private TreeIndex(Path tree, Source source) {
        this.tree = tree;
        this.source = source;
    }

    /**
     * The index that lies in a tree.
     *
     * @param tree a directory
     * @return it need not be complete: what is missing has no names
     */
    public static TreeIndex in(Path tree) {
        return new TreeIndex(tree, name -> {
            Path file = tree.resolve(name);
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > NameIndex.MAX_SIZE) {
                throw new IOException(file + ": larger than " + NameIndex.MAX_SIZE + " bytes");
            }
            return Optional.of(Files.readAllBytes(file));
        });
    }

    /**
     * An index that was just made.
     *
     * @param tree the modules' directory
     * @param build of this tree
     * @return the index
     */
    public static TreeIndex of(Path tree, IndexBuild build) {
        return new TreeIndex(tree, name -> Optional.ofNullable(build.files().get(name)));
    }

    /**
     * The directory of the modules.
     *
     * @return as it was given
     */
    public Path tree() {
        return tree;
    }

    /**
     * Whether depmod was run at all.
     *
     * @return true if there is a {@code modules.dep} or its binary form
     * @throws IOException if it cannot be read
     */
    public boolean isPresent() throws IOException {
        return source.read("modules.dep.bin").isPresent()
                || source.read("modules.dep").isPresent();
    }

    /**
     * Looks up a module.
     *
     * @param name with {@code _}
     * @return empty if the tree has none of this name
     * @throws IOException if the index cannot be read, or is damaged
     */
    public Optional<Entry> module(String name) throws IOException {
        Optional<String> line = dependencies.index().first(name);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        int colon = line.get().indexOf(':');
        if (colon < 0) {
            throw new IOException(tree + "/modules.dep: no colon in the line of " + name + "; run depmod");
        }
        List<String> needed = new ArrayList<>();
        for (String path : ConfigFiles.words(line.get().substring(colon + 1), 0)) {
            needed.add(ModuleName.ofFile(path));
        }
        Collections.reverse(needed);
        try {
            return Optional.of(new Entry(name, tree.resolve(line.get().substring(0, colon)), needed));
        } catch (InvalidPathException e) {
            throw new IOException(tree + "/modules.dep: no path of a file in the line of " + name + "; run depmod", e);
        }
    }

    /**
     * The modules whose aliases match.
     *
     * @param name plain, with {@code _}
     * @return names of modules, in the order of the tree
     * @throws IOException if the index cannot be read, or is damaged
     */
    public List<String> aliased(String name) throws IOException {
        return aliases.index().match(name);
    }

    /**
     * The module that exports a symbol.
     *
     * @param name {@code symbol:} and the symbol's
     * @return names of modules
     * @throws IOException if the index cannot be read, or is damaged
     */
    public List<String> symbol(String name) throws IOException {
        return symbols.index().match(name);
    }

    /**
     * Whether the kernel itself holds a module.
     *
     * @param name with {@code _}
     * @return what {@code modules.builtin} says
     * @throws IOException if the index cannot be read, or is damaged
     */
    public boolean isBuiltIn(String name) throws IOException {
        return builtin.index().first(name).isPresent();
    }

    /**
     * The modules in the kernel itself whose aliases match.
     *
     * @param name plain, with {@code _}
     * @return names of modules
     * @throws IOException if the index cannot be read, or is damaged
     */
    public List<String> builtInAliased(String name) throws IOException {
        return builtinAliases.index().match(name);
    }

    /**
     * The patterns of a module that match a name, as the module wrote them.
     *
     * @param module its name
     * @param name plain, with {@code _}
     * @return normalised patterns
     * @throws IOException if the index cannot be read, or is damaged
     */
    public List<String> patterns(String module, String name) throws IOException {
        List<String> patterns = new ArrayList<>();
        aliases.index().forEach((pattern, owner) -> {
            if (owner.equals(module) && NamePattern.matches(pattern, name)) {
                patterns.add(pattern);
            }
        });
        return patterns;
    }

    /**
     * Configuration that modules bring: {@code modules.softdep} or {@code modules.weakdep}.
     *
     * @param kind {@code softdep} or {@code weakdep}
     * @return lines, such as {@code softdep ccm pre: ctr}
     * @throws IOException if it cannot be read
     */
    public List<ConfigFiles.Line> configuration(String kind) throws IOException {
        return source.read("modules." + kind)
                .map(bytes -> ConfigFiles.lines(new String(bytes, StandardCharsets.ISO_8859_1)))
                .orElse(List.of());
    }

    /** One file of the index, in one of its two forms. */
    private final class Part {
        private final String name;
        private Optional<NameIndex> index = Optional.empty();

        Part(String name) {
            this.name = name;
        }

        NameIndex index() throws IOException {
            if (index.isEmpty()) {
                String file = tree.resolve(name) + ".bin";
                Optional<byte[]> bytes = source.read(name + ".bin");
                index = Optional.of(NameIndex.of(file, bytes.isPresent() ? bytes.get() : fromText()));
            }
            return index.get();
        }

        private byte[] fromText() throws IOException {
            IndexNode names = new IndexNode();
            if (name.equals("modules.builtin.alias")) {
                IndexText.builtinInfo(tree, (module, alias) -> insert(names, alias, module, 0));
            }
            List<ConfigFiles.Line> lines = source.read(name)
                    .map(text -> ConfigFiles.lines(new String(text, StandardCharsets.ISO_8859_1)))
                    .orElse(List.of());
            for (ConfigFiles.Line line : lines) {
                String text = line.text();
                List<String> words = ConfigFiles.words(text, 0);
                int colon = text.indexOf(':');
                if (words.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                if (words.get(0).equals("alias") && words.size() == 3) {
                    insert(names, words.get(1), words.get(2), line.number());
                } else if (name.equals("modules.builtin")) {
                    insert(names, ModuleName.ofFile(text), "", 0);
                } else if (colon > 0) {
                    insert(names, ModuleName.ofFile(text.substring(0, colon)), text, line.number());
                } else {
                    throw new IOException(tree.resolve(name) + ":" + line.number() + ": not a line of depmod; run it");
                }
            }
            return names.toBytes();
        }

        private void insert(IndexNode names, String pattern, String value, int rank) {
            NamePattern.normalised(pattern)
                    .filter(IndexNode::holds)
                    .ifPresent(normal -> names.insert(normal, value, rank));
        }
    }
}
