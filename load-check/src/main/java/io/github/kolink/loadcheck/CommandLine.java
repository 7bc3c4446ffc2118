// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's own command line. Parameters of modules that stand there are not for files that are loaded later: modprobe
 * reads them and passes them on.
 */
final class CommandLine {
    private final List<ArgumentLine.Argument> arguments = new ArrayList<>();

    /** The line of a load's conditions; one that is not known is empty. */
    CommandLine(LoadConditions conditions) {
        ArgumentLine line =
                new ArgumentLine(ByteText.of(conditions.commandLine().orElse("")));
        while (line.hasNext()) {
            ArgumentLine.Argument argument = line.next();
            if (argument.isEnd()) {
                return; // what follows is for init
            }
            arguments.add(argument);
        }
    }

    /** The value of an option's last mention, which is the one that counts; empty if that has none. */
    Optional<String> value(String name) {
        List<ArgumentLine.Argument> named = all(name);
        return named.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(named.get(named.size() - 1).value());
    }

    /** Whether a word without a value is there. */
    boolean has(String word) {
        for (ArgumentLine.Argument argument : arguments) {
            if (argument.is(word) && argument.value() == null) {
                return true;
            }
        }
        return false;
    }

    /** A switch that can be set and unset, as it stands in the end ({@code param_set_bint}, kernel/params.c 6.1). */
    boolean isOn(String name) {
        boolean on = false;
        for (ArgumentLine.Argument argument : all(name)) {
            on = argument.value() == null
                    || KernelBoolean.parse(argument.value(), false).orElse(on);
        }
        return on;
    }

    /** The arguments of a name, in their order. */
    List<ArgumentLine.Argument> all(String name) {
        List<ArgumentLine.Argument> all = new ArrayList<>();
        for (ArgumentLine.Argument argument : arguments) {
            if (argument.is(name)) {
                all.add(argument);
            }
        }
        return all;
    }

    /** Whether a switch is set that cannot be unset again ({@code param_set_bool_enable_only}, kernel/params.c 6.1). */
    boolean enables(String name) {
        for (ArgumentLine.Argument argument : arguments) {
            if (argument.is(name)
                    && (argument.value() == null
                            || KernelBoolean.parse(argument.value(), false).orElse(false))) {
                return true;
            }
        }
        return false;
    }
}
