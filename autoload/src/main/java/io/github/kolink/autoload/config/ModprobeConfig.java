// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.config;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.github.kolink.autoload.ConfigFiles;
import io.github.kolink.autoload.NamePattern;
import io.github.kolink.autoload.index.TreeIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A configuration: what is said of names and modules, in the order in which it was read. Names have {@code _} for {@code
 * -}; where several lines speak of one thing, the first one counts, but options add up (libkmod/libkmod-config.c, kmod
 * 30).
 */
public final class ModprobeConfig {
    /** Nothing is configured. */
    public static final ModprobeConfig NONE = new ModprobeConfig(List.of(), List.of());

    /** Where modprobe looks, the first one counts most. */
    public static final List<Path> DIRECTORIES = List.of(
            Path.of("/etc/modprobe.d"),
            Path.of("/run/modprobe.d"),
            Path.of("/usr/local/lib/modprobe.d"),
            Path.of("/usr/lib/modprobe.d"),
            Path.of("/lib/modprobe.d"));

    /** Nothing is said. */
    public static final ModprobeConfig EMPTY = new Builder().build();

    private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

    private final List<Line> lines;
    private final List<String> warnings;

    /** What a line is about. */
    public enum Kind {
        /** The module is not loaded by its aliases. */
        BLACKLIST,
        /** A command runs in place of loading. */
        INSTALL,
        /** A command runs in place of unloading. */
        REMOVE,
        /** Names that match stand for a module. */
        ALIAS,
        /** Parameters of a module. */
        OPTIONS,
        /** What is loaded before and behind a module, if it can be. */
        SOFTDEP,
        /** What a module may load later by itself. */
        WEAKDEP,
        /** modules.conf: a command that runs before loading. */
        PRE_INSTALL,
        /** modules.conf: a command that runs behind loading. */
        POST_INSTALL,
        /** modules.conf: a command that runs before unloading. */
        PRE_REMOVE,
        /** modules.conf: a command that runs behind unloading. */
        POST_REMOVE;

        /**
         * The word a line begins with.
         *
         * @return such as {@code pre-install}
         */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One thing that is said.
     *
     * @param kind what it is about
     * @param name of a module or alias; a pattern, but for blacklist and options
     * @param value the module of an alias, the parameters, the command or the soft dependency's words; empty for blacklist
     * @param place file and line, or what else said it
     */
    public record Line(Kind kind, String name, String value, String place) {
        @Override
        public String toString() {
            return (kind.word() + " " + name + " " + value).strip();
        }
    }

    private ModprobeConfig(List<Line> lines, List<String> warnings) {
        this.lines = List.copyOf(lines);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Reads directories and files, and the soft dependencies that a module tree brings, which stand at the place of their
     * file's name.
     *
     * @param places directories of {@code .conf} files, or files; the first one counts most
     * @param index of the module tree, if there is one
     * @param commandLine the kernel's, or empty
     * @return what they say together
     * @throws IOException if one cannot be read
     */
    public static ModprobeConfig read(List<Path> places, Optional<TreeIndex> index, String commandLine)
            throws IOException {
        TreeMap<String, Text> texts = new TreeMap<>();
        for (Path file : ConfigFiles.find(places, ModprobeConfig::isConfiguration)) {
            texts.put(file.getFileName().toString(), new Text(file.toString(), ConfigFiles.lines(file)));
        }
        if (index.isPresent()) {
            for (String kind : List.of("softdep", "weakdep")) {
                String name = "modules." + kind;
                texts.put(
                        name,
                        new Text(
                                index.get().tree().resolve(name).toString(),
                                index.get().configuration(kind)));
            }
        }
        Builder builder = new Builder();
        texts.values().forEach(text -> builder.file(text.place(), text.lines()));
        return builder.commandLine(commandLine).build();
    }

    /** The lines of a file. */
    private record Text(String place, List<ConfigFiles.Line> lines) {}

    /**
     * This configuration and what another one says behind it.
     *
     * @param other read later
     * @return both
     */
    public ModprobeConfig and(ModprobeConfig other) {
        List<Line> both = new ArrayList<>(lines);
        both.addAll(other.lines);
        List<String> warned = new ArrayList<>(warnings);
        warned.addAll(other.warnings);
        return new ModprobeConfig(both, warned);
    }

    private static boolean isConfiguration(String name) {
        return (name.endsWith(".conf") && name.length() > 5) || (name.endsWith(".alias") && name.length() > 6);
    }

    /**
     * The command line of the kernel that runs.
     *
     * @param root a system's root
     * @return empty where it cannot be read
     * @throws IOException if reading it fails
     */
    public static String commandLine(Path root) throws IOException {
        Path file = root.resolve("proc/cmdline");
        return Files.isReadable(file) ? Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1) : "";
    }

    /**
     * All that is said.
     *
     * @return in the order in which it was read
     */
    public List<Line> lines() {
        return lines;
    }

    /**
     * All that is said of one kind.
     *
     * @param kind the kind
     * @return in the order in which it was read
     */
    public List<Line> lines(Kind kind) {
        return lines.stream().filter(line -> line.kind() == kind).toList();
    }

    /**
     * Lines that were not understood.
     *
     * @return each with file and number
     */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * The first line of a kind whose name, as a pattern, matches.
     *
     * @param kind such as install
     * @param name a module's, with {@code _}
     * @return empty if none does
     */
    public Optional<Line> first(Kind kind, String name) {
        return lines.stream()
                .filter(line -> line.kind() == kind && NamePattern.matches(line.name(), name))
                .findFirst();
    }

    /**
     * The line that keeps a module from being loaded by its aliases.
     *
     * @param module with {@code _}
     * @return empty if there is none
     */
    public Optional<Line> blacklisted(String module) {
        return lines.stream()
                .filter(line -> line.kind() == Kind.BLACKLIST && line.name().equals(module))
                .findFirst();
    }

    /**
     * The parameters that are set for a module, or for the name it was asked for by.
     *
     * @param module with {@code _}
     * @param alias the name, if it is another one
     * @return separated by blanks
     */
    public String options(String module, Optional<String> alias) {
        return String.join(
                " ",
                lines.stream()
                        .filter(line -> line.kind() == Kind.OPTIONS)
                        .filter(line -> line.name().equals(module)
                                || alias.filter(line.name()::equals).isPresent())
                        .map(Line::value)
                        .filter(value -> !value.isEmpty())
                        .toList());
    }

    /**
     * The words of a soft dependency.
     *
     * @param line of kind {@link Kind#SOFTDEP}
     * @param when {@code pre:} or {@code post:}
     * @return names
     */
    public static List<String> softDependencies(Line line, String when) {
        List<String> names = new ArrayList<>();
        String mode = "";
        for (String word : WORDS.split(line.value())) {
            if (word.equals("pre:") || word.equals("post:")) {
                mode = word;
            } else if (mode.equals(when)) {
                names.add(word);
            }
        }
        return names;
    }

    /** Collects what is said. */
    static final class Builder {
        private final List<Line> lines = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Builder file(String file, List<ConfigFiles.Line> text) {
            for (ConfigFiles.Line line : text) {
                if (!line.text().startsWith("#")) {
                    new ModprobeLine(line.text(), file + ":" + line.number(), this).read();
                }
            }
            return this;
        }

        Builder commandLine(String text) {
            new KernelCommandLine(text, this).read();
            return this;
        }

        void add(Kind kind, String name, String value, String place) {
            lines.add(new Line(kind, name, value, place));
        }

        void warn(String warning) {
            warnings.add(warning);
        }

        ModprobeConfig build() {
            return new ModprobeConfig(lines, warnings);
        }
    }
}
