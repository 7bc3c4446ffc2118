// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.config.ModprobeConfig.Kind;
import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.cli.backend.Backend;
import io.github.kolink.cli.backend.KmodWords;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Takes modules away: the one that was asked for, then those it needed that nothing uses any more. */
final class NamedRemoval {
    private final Streams streams;
    private final Backend kernel;
    private final ModprobeConfig config;
    private final ShellCommand shell;

    NamedRemoval(Streams streams, Backend kernel, ModprobeConfig config, ShellCommand shell) {
        this.streams = streams;
        this.kernel = kernel;
        this.config = config;
        this.shell = shell;
    }

    int run(LoadPlan plan) throws IOException {
        String module = plan.target().module();
        Optional<ModprobeConfig.Line> command = config.first(Kind.REMOVE, module);
        Optional<ResidentModule> resident = resident(module);
        if (command.isPresent()) {
            return shell.run(module, command.get().value()) == 0 ? ExitCode.OK : ExitCode.FINDINGS;
        }
        if (resident.isEmpty()) {
            return ExitCode.OK;
        }
        String inUse = inUse(resident.get());
        if (!inUse.isEmpty()) {
            streams.say(inUse);
            return ExitCode.FINDINGS;
        }
        if (!hook(Kind.PRE_REMOVE, module) || !remove(module, true)) {
            return ExitCode.FINDINGS;
        }
        hook(Kind.POST_REMOVE, module);
        List<LoadPlan.Step> others = new ArrayList<>(plan.steps());
        Collections.reverse(others);
        for (LoadPlan.Step other : others) {
            if (resident(other.module()).filter(one -> inUse(one).isEmpty()).isPresent()) {
                remove(other.module(), false);
            }
        }
        return ExitCode.OK;
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

    private boolean remove(String module, boolean isTold) {
        try {
            kernel.remove(module);
            return true;
        } catch (LoadException e) {
            if (isTold) {
                streams.say("could not remove module " + module + ": " + KmodWords.plain(e.number()));
            }
            return false;
        }
    }
}
