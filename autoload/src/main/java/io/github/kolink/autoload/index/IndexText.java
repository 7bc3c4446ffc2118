// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import com.google.common.base.Splitter;
import io.github.kolink.autoload.ModuleName;
import io.github.kolink.autoload.NamePattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Each file of an index, from the modules of a tree in their order (tools/depmod.c, kmod 30; modules.weakdep kmod 33). */
final class IndexText {
    private static final Pattern NODE = Pattern.compile("(char|block)-major-([0-9]+)-([0-9]+).*");

    private final Path tree;
    private final List<IndexedModule> modules;
    private final DependencyOrder order;
    private final List<String> problems;

    IndexText(Path tree, List<IndexedModule> modules, DependencyOrder order, List<String> problems) {
        this.tree = tree;
        this.modules = modules;
        this.order = order;
        this.problems = problems;
    }

    Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        StringBuilder dep = new StringBuilder();
        IndexNode depIndex = new IndexNode();
        for (int i = 0; i < modules.size(); i++) {
            String line = dependencies(i);
            dep.append(line).append('\n');
            insert(depIndex, modules.get(i).name(), line, i);
        }
        put(files, "modules.dep", dep);
        files.put("modules.dep.bin", depIndex.toBytes());
        aliases(files);
        put(files, "modules.softdep", lines("Soft", "softdep", IndexedModule::softDependencies));
        put(files, "modules.weakdep", lines("Weak", "weakdep", IndexedModule::weakDependencies));
        symbols(files);
        builtin(files);
        put(files, "modules.devname", deviceNodes());
        return files;
    }

    private static void put(Map<String, byte[]> files, String name, CharSequence text) {
        files.put(name, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void insert(IndexNode index, String name, String value, int rank) {
        if (IndexNode.holds(name) && IndexNode.holds(value)) {
            index.insert(name, value, rank);
        } else {
            problems.add(tree + ": not in the binary index, as it is not ASCII: " + name + " " + value);
        }
    }

    private String dependencies(int module) {
        StringBuilder line = new StringBuilder(modules.get(module).path()).append(':');
        order.all(module)
                .forEach(needed -> line.append(' ').append(modules.get(needed).path()));
        return line.toString();
    }

    private void aliases(Map<String, byte[]> files) {
        StringBuilder text = new StringBuilder("# Aliases extracted from modules themselves.\n");
        IndexNode index = new IndexNode();
        for (int i = 0; i < modules.size(); i++) {
            IndexedModule module = modules.get(i);
            for (String alias : module.aliases()) {
                if (isLine(module, "alias", alias)) {
                    text.append("alias ")
                            .append(alias)
                            .append(' ')
                            .append(module.name())
                            .append('\n');
                    insertAlias(index, module.name(), alias, i);
                }
            }
        }
        put(files, "modules.alias", text);
        files.put("modules.alias.bin", index.toBytes());
    }

    private void insertAlias(IndexNode index, String module, String alias, int rank) {
        Optional<String> name = NamePattern.normalised(alias);
        if (name.isPresent()) {
            insert(index, name.get(), module, rank);
        } else {
            problems.add(tree + ": " + module + ": alias with a bracket that is not closed: " + alias);
        }
    }

    /** A text of a module that would become several lines is left out: it would speak for other modules. */
    private boolean isLine(IndexedModule module, String kind, String value) {
        boolean line = value.chars().noneMatch(letter -> letter < ' ' && letter != '\t');
        if (!line) {
            problems.add(tree + ": " + module.path() + ": its " + kind + " has control characters; left out");
        }
        return line;
    }

    private String lines(String title, String kind, java.util.function.Function<IndexedModule, List<String>> values) {
        StringBuilder text = new StringBuilder("# " + title + " dependencies extracted from modules themselves.\n");
        for (IndexedModule module : modules) {
            for (String value : values.apply(module)) {
                if (isLine(module, kind, value)) {
                    text.append(kind + " " + module.name() + " " + value + "\n");
                }
            }
        }
        return text.toString();
    }

    private void symbols(Map<String, byte[]> files) {
        Map<String, Integer> owners = new TreeMap<>();
        for (int i = 0; i < modules.size(); i++) {
            for (String symbol : modules.get(i).exports()) {
                owners.put(symbol, i);
            }
        }
        StringBuilder text = new StringBuilder("# Aliases for symbols, used by symbol_request().\n");
        IndexNode index = new IndexNode();
        owners.forEach((symbol, owner) -> {
            String name = modules.get(owner).name();
            text.append("alias symbol:" + symbol + " " + name + "\n");
            insert(index, "symbol:" + symbol, name, owner);
        });
        put(files, "modules.symbols", text);
        files.put("modules.symbols.bin", index.toBytes());
    }

    private void builtin(Map<String, byte[]> files) throws IOException {
        IndexNode names = new IndexNode();
        Path list = tree.resolve("modules.builtin");
        if (Files.isRegularFile(list)) {
            for (String line : Files.readAllLines(list, StandardCharsets.ISO_8859_1)) {
                if (!line.isEmpty()) {
                    insert(names, ModuleName.ofFile(line), "", 0);
                }
            }
        }
        files.put("modules.builtin.bin", names.toBytes());
        IndexNode aliases = new IndexNode();
        builtinInfo(tree, (module, alias) -> insertAlias(aliases, module, alias, 0));
        files.put("modules.builtin.alias.bin", aliases.toBytes());
    }

    /** {@code modules.builtin.modinfo}: {@code module.key=value} strings, each ended by NUL. */
    static void builtinInfo(Path tree, BiConsumer<String, String> alias) throws IOException {
        Path file = tree.resolve("modules.builtin.modinfo");
        if (!Files.isRegularFile(file)) {
            return;
        }
        for (String entry :
                Splitter.on('\0').split(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))) {
            int equals = entry.indexOf('=');
            int dot = entry.indexOf('.');
            if (dot > 0 && equals > dot && entry.substring(dot + 1, equals).equals("alias")) {
                alias.accept(entry.substring(0, dot), entry.substring(equals + 1));
            }
        }
    }

    /** Nodes that exist before their module does: udev makes them, opening one asks for the module. */
    private String deviceNodes() {
        StringBuilder text = new StringBuilder();
        for (IndexedModule module : modules) {
            String name = "";
            String number = "";
            for (String alias : module.aliases()) {
                Matcher node = NODE.matcher(alias);
                if (alias.startsWith("devname:")) {
                    name = alias.substring("devname:".length());
                } else if (node.matches()) {
                    number = node.group(1).charAt(0) + node.group(2) + ":" + node.group(3);
                }
                if (!name.isEmpty() && !number.isEmpty()) {
                    break;
                }
            }
            if (!name.isEmpty() && number.isEmpty()) {
                problems.add(tree + ": " + module.path() + ": devname " + name + " without major and minor number");
            } else if (!name.isEmpty()) {
                text.append(text.length() == 0 ? "# Device nodes to trigger on-demand module loading.\n" : "")
                        .append(module.name() + " " + name + " " + number + "\n");
            }
        }
        return text.toString();
    }
}
