// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.symbols.LoadedModule;
import io.github.kolink.symbols.SystemFacts;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What decides a load besides the module and the kernel's snapshot. Each input is optional.
 *
 * @param commandLine the kernel's, as {@code /proc/cmdline} has it
 * @param loaded the modules that are loaded, as {@code /proc/modules} lists them; empty if that is not known
 * @param certificates what the kernel trusts: X.509 certificates [DER]; empty if none are known
 * @param builtin names of built-in modules that have parameters; empty if that is not known
 * @param parameters the module's parameters, as insmod passes them to the kernel; may be the empty string
 */
public record LoadConditions(
        Optional<String> commandLine,
        Optional<List<LoadedModule>> loaded,
        List<byte[]> certificates,
        Optional<List<String>> builtin,
        String parameters) {
    /** Nothing is known, and the module gets no parameters. */
    public static final LoadConditions NONE =
            new LoadConditions(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), "");

    /**
     * Conditions of a load.
     *
     * @param commandLine the kernel's
     * @param loaded what is loaded
     * @param certificates what the kernel trusts
     * @param builtin built-in modules with parameters
     * @param parameters the module's
     */
    public LoadConditions {
        loaded = copy(loaded);
        certificates = List.copyOf(certificates);
        builtin = copy(builtin);
    }

    private static <T> Optional<List<T>> copy(Optional<List<T>> list) {
        return list.isPresent() ? Optional.of(List.copyOf(list.get())) : list;
    }

    /**
     * Fills what is not known here from what a snapshot knows of its system.
     *
     * @param system what else is known
     * @return these conditions, completed
     */
    public LoadConditions or(SystemFacts system) {
        return new LoadConditions(
                commandLine.isPresent() ? commandLine : system.commandLine(),
                loaded.isPresent() ? loaded : system.loaded(),
                certificates,
                builtin.isPresent() ? builtin : system.builtin(),
                parameters);
    }

    /**
     * Joins arguments as modprobe passes them to the kernel: with blanks between them, and a value with a blank in it in
     * double quotes (tools/modprobe.c, kmod 30; insmod leaves the quoting to its caller).
     *
     * @param arguments such as {@code debug=1}
     * @return for {@link #parameters}
     */
    public static String parameters(List<String> arguments) {
        StringJoiner joined = new StringJoiner(" ");
        for (String argument : arguments) {
            int value = argument.indexOf('=') + 1;
            boolean quoted = argument.startsWith("\"", value) || argument.startsWith("'", value);
            boolean quotes = value > 0 && !quoted && argument.indexOf(' ', value) >= 0;
            joined.add(quotes ? argument.substring(0, value) + '"' + argument.substring(value) + '"' : argument);
        }
        return joined.toString();
    }
}
