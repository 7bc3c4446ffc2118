// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/** What a command line set in a verb, to compare lines that are read without picocli with what it makes of them. */
public final class CommandSettings {
    private CommandSettings() {}

    /** A verb read as {@code Kolink} has picocli read it. */
    public static CommandLine picocli(Object verb) {
        return new CommandLine(verb)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false);
    }

    /** All fields, and those of its groups of options. */
    public static Map<String, String> settings(Object verb) {
        Map<String, String> settings = new TreeMap<>();
        collect("", verb, settings);
        return settings;
    }

    /**
     * Holds each line of some words that is read without picocli against what picocli makes of it.
     *
     * @param words what lines consist of
     * @param longest how many words a line may have
     * @param plain reads a line; empty if picocli has to
     * @param verb makes a verb for picocli to set
     * @return how many lines were read without it
     */
    public static <T> int compareLines(
            List<String> words, int longest, Function<List<String>, Optional<T>> plain, Supplier<T> verb) {
        int taken = 0;
        List<List<String>> lines = new ArrayList<>(List.of(List.of()));
        for (int i = 0; i < lines.size(); i++) {
            List<String> line = lines.get(i);
            Optional<T> read = plain.apply(line);
            if (read.isPresent()) {
                taken++;
                CommandLine picocli = picocli(verb.get());
                picocli.parseArgs(line.toArray(String[]::new));
                assertEquals(settings(picocli.getCommand()), settings(read.get()), line::toString);
            }
            if (line.size() < longest) {
                for (String word : words) {
                    List<String> longer = new ArrayList<>(line);
                    longer.add(word);
                    lines.add(longer);
                }
            }
        }
        return taken;
    }

    private static void collect(String prefix, Object owner, Map<String, String> settings) {
        try {
            for (Field field : owner.getClass().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        || field.isSynthetic()
                        || Set.of("streams", "shelf", "spec").contains(field.getName())) {
                    continue;
                }
                field.setAccessible(true);
                Object value = field.get(owner);
                if (value.getClass().getSimpleName().endsWith("Options")) {
                    collect(prefix + field.getName() + ".", value, settings);
                } else {
                    settings.put(prefix + field.getName(), kind(value) + value);
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static String kind(Object value) {
        return value instanceof List<?> list && !list.isEmpty()
                ? (list.get(0) instanceof Path
                        ? "paths "
                        : list.get(0).getClass().getSimpleName() + " ")
                : "";
    }
}
