// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.config.ModprobeConfig.Kind;
import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.cli.backend.Backend;
import io.github.kolink.cli.backend.KmodWords;
import io.github.kolink.cli.backend.ShellCommand;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Takes modules away as modprobe -r does (rmmod_do_module, tools/modprobe.c, kmod 30): what was loaded softly behind the
 * module, the module, what it needed and nothing uses any more, what was loaded softly before it. Only the module itself must
 * go; a {@code remove} line is run in its place, and stands for what it needed too.
 */
final class NamedRemoval {
    private final Streams streams;
    private final Backend kernel;
    private final ModprobeConfig config;
    private final ShellCommand shell;
    private final boolean firstTime;

    /**
     * Removals.
     *
     * @param streams where complaints go
     * @param kernel where the modules are
     * @param config with {@code remove} lines and hooks; an empty one if commands are not to be run
     * @param shell runs them
     * @param firstTime whether it is an error if the module is not there
     */
    NamedRemoval(Streams streams, Backend kernel, ModprobeConfig config, ShellCommand shell, boolean firstTime) {
        this.streams = streams;
        this.kernel = kernel;
        this.config = config;
        this.shell = shell;
        this.firstTime = firstTime;
    }

    int run(LoadPlan plan) throws IOException {
        String module = plan.target().module();
        Optional<ModprobeConfig.Line> command = config.first(Kind.REMOVE, module);
        if (command.isEmpty() && resident(module).isEmpty()) {
            return absent(plan);
        }
        List<LoadPlan.Step> steps = new ArrayList<>(plan.steps());
        Collections.reverse(steps);
        int target = 0;
        while (target < steps.size() && !steps.get(target).isTarget()) {
            removeUnused(steps.get(target++));
        }
        boolean gone = command.isPresent()
                ? shell.run(module, command.get().value()) == 0
                : remove(resident(module).orElseThrow());
        if (!gone) {
            return ExitCode.FINDINGS;
        }
        List<LoadPlan.Step> before = steps.subList(Math.min(target + 1, steps.size()), steps.size());
        if (command.isEmpty()) {
            before.stream().filter(LoadPlan.Step::isRequired).forEach(this::removeUnused);
        }
        before.stream().filter(step -> !step.isRequired()).forEach(this::removeUnused);
        return ExitCode.OK;
    }

    private int absent(LoadPlan plan) {
        String module = plan.target().module();
        boolean builtIn =
                plan.steps().stream().anyMatch(step -> step.isTarget() && step.action() == LoadPlan.Action.BUILT_IN);
        if (builtIn || firstTime) {
            streams.say("Module " + module + (builtIn ? " is builtin." : " is not in kernel."));
        }
        return builtIn || firstTime ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private boolean remove(ResidentModule module) throws IOException {
        String inUse = inUse(module);
        if (!inUse.isEmpty()) {
            streams.say(inUse);
            return false;
        }
        if (!hook(Kind.PRE_REMOVE, module.name())) {
            return false;
        }
        try {
            kernel.remove(module.name());
        } catch (LoadException e) {
            streams.say("could not remove module " + module.name() + ": " + KmodWords.plain(e.number()));
            return false;
        }
        hook(Kind.POST_REMOVE, module.name());
        return true;
    }

    /** What cannot be removed stays, and nothing is said. */
    private void removeUnused(LoadPlan.Step step) {
        if (resident(step.module()).filter(one -> inUse(one).isEmpty()).isPresent()) {
            try {
                kernel.remove(step.module());
            } catch (LoadException e) {
                // Somebody was faster to use it.
            }
        }
    }

    private boolean hook(Kind kind, String module) throws IOException {
        Optional<ModprobeConfig.Line> command = config.first(kind, module);
        return command.isEmpty() || shell.run(module, command.get().value()) == 0;
    }

    private Optional<ResidentModule> resident(String module) {
        return kernel.list().stream().filter(one -> one.name().equals(module)).findFirst();
    }

    private static String inUse(ResidentModule module) {
        if (!module.users().isEmpty()) {
            return "Module " + module.name() + " is in use by: " + String.join(" ", module.users());
        }
        return module.references() == 0 ? "" : "Module " + module.name() + " is in use";
    }
}
