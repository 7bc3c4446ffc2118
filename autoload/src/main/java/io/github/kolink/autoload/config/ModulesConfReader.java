// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.config;

import io.github.kolink.autoload.ConfigFiles;
import io.github.kolink.autoload.NamePattern;
import io.github.kolink.autoload.config.ModprobeConfig.Kind;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads modules.conf line by line; what stands in a branch that is not taken is passed over unread. */
final class ModulesConfReader {
    /** Words that steer depmod and insmod of modutils: what they set is not there any more. */
    private static final Set<String> SETTINGS = Set.of(
            "depfile",
            "insmod_opt",
            "prune",
            "persistdir",
            "generic_stringfile",
            "generic_string",
            "pcimapfile",
            "isapnpmapfile",
            "usbmapfile",
            "parportmapfile",
            "ieee1394mapfile",
            "pnpbiosmapfile");

    /** Their commands are a shell's business when they run. */
    private static final Set<String> COMMANDS =
            Set.of("install", "remove", "pre-install", "post-install", "pre-remove", "post-remove");

    private final ModulesConf.Facts facts;
    private final ModprobeConfig.Builder config = new ModprobeConfig.Builder();
    private final List<ModulesConf.Directory> paths = new ArrayList<>();
    private final Map<String, String> variables;
    private boolean keepsPaths;
    private int lines;

    /** One {@code if}: whether a branch was taken already, and whether the present one is. */
    private record Condition(String place, boolean wasTaken, boolean isTaken) {}

    ModulesConfReader(ModulesConf.Facts facts) {
        this.facts = facts;
        this.variables = new HashMap<>(facts.environment());
    }

    ModulesConf result() {
        return new ModulesConf(config.build(), List.copyOf(paths), keepsPaths);
    }

    void read(Path file, int depth) throws IOException {
        if (depth > ModulesConf.MAX_INCLUDES) {
            throw new IOException(file + ": more than " + ModulesConf.MAX_INCLUDES + " files include each other");
        }
        Deque<Condition> conditions = new ArrayDeque<>();
        for (ConfigFiles.Line line : ConfigFiles.lines(file)) {
            if (++lines > ModulesConf.MAX_LINES) {
                throw new IOException(file + ": more than " + ModulesConf.MAX_LINES + " lines with what it includes");
            }
            List<String> words = ConfigFiles.words(line.text(), 2);
            if (!words.isEmpty() && !words.get(0).startsWith("#")) {
                String rest = words.size() > 1 ? words.get(1).strip() : "";
                line(file, line.number(), words.get(0), rest, conditions, depth);
            }
        }
        if (!conditions.isEmpty()) {
            config.warn(conditions.peek().place() + ": this if has no endif");
        }
    }

    private void line(Path file, int number, String word, String rest, Deque<Condition> conditions, int depth)
            throws IOException {
        String place = file + ":" + number;
        switch (word) {
            case "if" -> {
                if (conditions.size() >= ModulesConf.MAX_CONDITIONS) {
                    throw new IOException(
                            place + ": more than " + ModulesConf.MAX_CONDITIONS + " conditions in each other");
                }
                boolean taken = isRead(conditions) && holds(place, rest);
                conditions.push(new Condition(place, taken || !isRead(conditions), taken));
            }
            case "elseif", "else", "endif" -> branch(place, word, rest, conditions);
            default -> {
                if (isRead(conditions)) {
                    statement(file, place, word, rest, depth);
                }
            }
        }
    }

    private void statement(Path file, String place, String word, String rest, int depth) throws IOException {
        if (word.startsWith("path")) {
            expanded(place, word + " " + rest).ifPresent(text -> path(place, text));
            return;
        }
        Optional<String> text = COMMANDS.contains(word) ? Optional.of(rest) : expanded(place, rest);
        if (text.isPresent() && word.equals("include")) {
            include(file, place, text.get(), depth);
        } else if (text.isPresent()) {
            statement(place, word, text.get());
        }
    }

    private void include(Path file, String place, String name, int depth) throws IOException {
        Path included;
        try {
            included = file.toAbsolutePath().resolveSibling(name);
        } catch (InvalidPathException e) {
            config.warn(place + ": line left out: no name of a file");
            return;
        }
        read(included, depth + 1);
    }

    private static boolean isRead(Deque<Condition> conditions) {
        return conditions.isEmpty() || conditions.peek().isTaken();
    }

    private void branch(String place, String word, String rest, Deque<Condition> conditions) {
        if (conditions.isEmpty()) {
            config.warn(place + ": " + word + " without an if");
            return;
        }
        Condition open = conditions.pop();
        if (!word.equals("endif")) {
            boolean taken = !open.wasTaken() && (word.equals("else") || holds(place, rest));
            conditions.push(new Condition(open.place(), open.wasTaken() || taken, taken));
        }
    }

    private boolean holds(String place, String text) {
        Optional<String> expanded = expanded(place, text);
        return expanded.isPresent()
                && new ModulesConfCondition(
                                expanded.get(), facts.autoclean(), problem -> config.warn(place + ": " + problem))
                        .holds();
    }

    private Optional<String> expanded(String place, String text) {
        try {
            return Optional.of(ModulesConfText.expanded(text, variables, facts));
        } catch (IllegalArgumentException e) {
            config.warn(place + ": line left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void statement(String place, String word, String rest) {
        List<String> words = ConfigFiles.words(rest, 0);
        if (word.equals("add")) { // what is new is added anyway
            List<String> further = ConfigFiles.words(rest, 2);
            statement(place, further.isEmpty() ? "" : further.get(0), further.size() > 1 ? further.get(1) : "");
        } else if (word.equals("keep")) {
            keepsPaths = true;
        } else if (SETTINGS.contains(word) || SETTINGS.contains(before(word, '='))) {
            config.warn(place + ": " + before(word, '=') + " is of modutils' own tools and sets nothing here");
        } else if (words.isEmpty()) {
            config.warn(place + ": " + (word.isEmpty() ? "add" : word) + " needs a name");
        } else {
            named(place, word, words, rest);
        }
    }

    private void named(String place, String word, List<String> words, String rest) {
        boolean isFlag = word.equals("options") && words.get(0).equals("-k") && words.size() > 1;
        String first = words.get(isFlag ? 1 : 0);
        List<String> others = words.subList(isFlag ? 2 : 1, words.size());
        Optional<String> name = NamePattern.normalised(first);
        if (name.isEmpty()) {
            config.warn(place + ": brackets of a name do not close: " + first);
            return;
        }
        String value = String.join(" ", others);
        switch (word) {
            case "alias" -> alias(place, name.get(), others);
            case "probeall" -> others.forEach(module -> alias(place, name.get(), List.of(module)));
            case "options" -> filled(place, Kind.OPTIONS, name.get(), value);
            case "above" -> filled(place, Kind.SOFTDEP, name.get(), value.isEmpty() ? "" : "post: " + value);
            case "below" -> filled(place, Kind.SOFTDEP, name.get(), value.isEmpty() ? "" : "pre: " + value);
            case "install", "remove", "pre-install", "post-install", "pre-remove", "post-remove" ->
                filled(
                        place,
                        Kind.valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT)),
                        name.get(),
                        ConfigFiles.words(rest, 2).size() > 1
                                ? ConfigFiles.words(rest, 2).get(1)
                                : "");
            case "define" -> variables.put(first, value);
            case "probe" ->
                config.warn(place + ": probe, which loads the first module that works, is not known here;"
                        + " write an alias for the one that is wanted, or probeall");
            default -> config.warn(place + ": unknown word '" + word + "'; modules.conf(5) tells those it may have");
        }
    }

    private void alias(String place, String name, List<String> others) {
        Optional<String> module = others.isEmpty() ? Optional.empty() : NamePattern.normalised(others.get(0));
        filled(place, Kind.ALIAS, name, module.orElse(""));
    }

    private void filled(String place, Kind kind, String name, String value) {
        if (value.isEmpty()) {
            config.warn(place + ": " + kind.word() + " " + name + " says nothing more");
        } else {
            config.add(kind, name, value, place);
        }
    }

    private void path(String place, String text) {
        int equals = text.indexOf('=');
        int open = text.indexOf('[');
        int close = text.indexOf(']');
        boolean tagged = open >= 0 && open < close && close < equals;
        if (equals < 0) {
            config.warn(place + ": path needs an = and a directory");
        } else {
            String tag = tagged ? text.substring(open + 1, close) : "misc";
            paths.add(new ModulesConf.Directory(tag, text.substring(equals + 1).strip(), place));
        }
    }

    private static String before(String word, char sign) {
        int at = word.indexOf(sign);
        return at < 0 ? word : word.substring(0, at);
    }
}
