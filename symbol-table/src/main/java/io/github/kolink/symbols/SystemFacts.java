// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of a system beside its kernel: how it was started, what is loaded, what its own modules look like. Each
 * part is optional.
 *
 * @param commandLine the kernel's, as {@code /proc/cmdline} has it
 * @param loaded the modules that are loaded, as {@code /proc/modules} lists them
 * @param builtin names of built-in modules that have parameters, sorted
 * @param reference a module that belongs to the kernel
 * @since 0.1
 */
public record SystemFacts(
        Optional<String> commandLine,
        Optional<List<LoadedModule>> loaded,
        Optional<List<String>> builtin,
        Optional<ReferenceModule> reference) {
    /** Nothing is known. */
    public static final SystemFacts NONE =
            new SystemFacts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final String COMMAND_LINE = "command-line";
    private static final String LOADED = "loaded-modules";
    private static final String BUILTIN = "builtin-modules";
    private static final String REFERENCE = "reference-module";

    /**
     * Takes copies of the lists.
     *
     * @param commandLine the kernel's
     * @param loaded what is loaded
     * @param builtin built-in modules with parameters
     * @param reference a module that belongs to the kernel
     */
    public SystemFacts {
        loaded = copy(loaded);
        builtin = copy(builtin);
    }

    private static <T> Optional<List<T>> copy(Optional<List<T>> list) {
        return list.isPresent() ? Optional.of(List.copyOf(list.get())) : list;
    }

    /**
     * Fills what is not known here from elsewhere.
     *
     * @param other what else is known
     * @return the facts of both; these count where both have one
     */
    public SystemFacts or(SystemFacts other) {
        return new SystemFacts(
                commandLine.or(other::commandLine),
                loaded.or(other::loaded),
                builtin.or(other::builtin),
                reference.or(other::reference));
    }

    /** Lines {@code key=value} for a snapshot. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        commandLine.ifPresent(text -> lines.add(COMMAND_LINE + "=" + text));
        loaded.ifPresent(modules -> {
            StringBuilder line = new StringBuilder(LOADED + "=");
            modules.forEach(module -> line.append(module.name())
                    .append(' ')
                    .append(module.state().word())
                    .append(' ')
                    .append(module.taints())
                    .append('\t'));
            lines.add(line.toString());
        });
        builtin.ifPresent(names -> lines.add(BUILTIN + "=" + String.join("\t", names)));
        reference.ifPresent(module -> lines.add(REFERENCE + "="
                + String.join(
                        "\t",
                        module.name(),
                        module.vermagic(),
                        Integer.toString(module.structSize()),
                        text(module.initOffset()),
                        text(module.exitOffset()))));
        return lines;
    }

    private static String text(OptionalInt offset) {
        return offset.isPresent() ? Integer.toString(offset.getAsInt()) : "";
    }

    private static OptionalInt offset(String text) {
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    }

    /** The same with what one line says; throws {@link IllegalArgumentException} for a damaged one. */
    SystemFacts with(String key, String value) {
        return switch (key) {
            case COMMAND_LINE -> new SystemFacts(Optional.of(value), loaded, builtin, reference);
            case LOADED -> new SystemFacts(commandLine, Optional.of(loaded(value)), builtin, reference);
            case BUILTIN ->
                new SystemFacts(
                        commandLine,
                        loaded,
                        Optional.of(value.isEmpty() ? List.of() : List.of(value.split("\t", -1))),
                        reference);
            case REFERENCE -> new SystemFacts(commandLine, loaded, builtin, Optional.of(reference(value)));
            default -> this; // a later version's fact
        };
    }

    private static List<LoadedModule> loaded(String value) {
        List<LoadedModule> modules = new ArrayList<>();
        for (int start = 0, end; start < value.length(); start = end + 1) {
            end = value.indexOf('\t', start);
            String[] parts = (end < 0 ? "" : value.substring(start, end)).split(" ", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("a loaded module has " + parts.length + " fields");
            }
            modules.add(new LoadedModule(parts[0], state(parts[1]), parts[2]));
        }
        return modules;
    }

    private static LoadedModule.State state(String word) {
        for (LoadedModule.State state : LoadedModule.State.values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no module state: " + word);
    }

    private static ReferenceModule reference(String value) {
        String[] parts = value.split("\t", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("the reference module has " + parts.length + " fields");
        }
        return new ReferenceModule(parts[0], parts[1], Integer.parseInt(parts[2]), offset(parts[3]), offset(parts[4]));
    }

    /**
     * Reads the text of {@code /proc/modules}.
     *
     * @param text lines of name, size, use count, users, state, address, and taints in parentheses
     * @return the modules, in the order of the text
     * @throws IllegalArgumentException at the first line that is none of these, with its number
     */
    public static List<LoadedModule> readLoaded(String text) {
        List<LoadedModule> modules = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String[] parts = line.strip().split(" +", -1);
            if (parts.length < 6 || parts.length > 7) {
                throw new IllegalArgumentException(
                        "line " + number + ": expected name, size, uses, users, state, address as in /proc/modules");
            }
            String taints = parts.length == 7 ? parts[6].replace("(", "").replace(")", "") : "";
            try {
                // A module being loaded or unloaded has + or - among its taints (module_flags).
                modules.add(new LoadedModule(
                        parts[0], state(parts[4]), taints.replace("+", "").replace("-", "")));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        return modules;
    }
}
