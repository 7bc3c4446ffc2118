// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.names;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is done to load a module, in order.
 *
 * @param target the module that was asked for
 * @param blacklisted the line that keeps it from being loaded, if it was asked for by an alias
 * @param steps also those of a blacklisted module
 */
public record LoadPlan(Resolution.Target target, Optional<String> blacklisted, List<Step> steps) {
    /** What a step does. */
    public enum Action {
        /** Loads a file. */
        INSMOD,
        /** Runs a command instead. */
        INSTALL,
        /** Runs a command before or behind the module is loaded. */
        RUN,
        /** Nothing: the kernel itself holds it. */
        BUILT_IN,
        /** Nothing can be done: the tree has no such module. */
        MISSING
    }

    /**
     * One module.
     *
     * @param action what is done
     * @param module its name
     * @param file what is loaded, for {@link Action#INSMOD}
     * @param parameters as the configuration sets them, and behind them those that were asked for
     * @param command what is run, for {@link Action#INSTALL} and {@link Action#RUN}; {@code $CMDLINE_OPTS} in it stands for the parameters
     * @param isRequired whether the plan ends if this fails: soft dependencies may fail
     * @param isTarget whether this is the module that was asked for
     */
    public record Step(
            Action action,
            String module,
            Optional<Path> file,
            String parameters,
            String command,
            boolean isRequired,
            boolean isTarget) {
        /**
         * The command with its parameters.
         *
         * @return what a shell is given
         */
        public String shellCommand() {
            return command.replace("$CMDLINE_OPTS", parameters);
        }

        /**
         * The line of {@code modprobe --show-depends}.
         *
         * @return such as {@code insmod /lib/modules/.../fs/minix/minix.ko }; empty for what is missing
         */
        public String line() {
            return switch (action) {
                case INSMOD -> "insmod " + file.map(Path::toString).orElse("") + " " + parameters;
                case RUN -> "run " + command;
                case INSTALL -> "install " + command + " " + parameters;
                case BUILT_IN -> "builtin " + module;
                case MISSING -> "";
            };
        }
    }
}
