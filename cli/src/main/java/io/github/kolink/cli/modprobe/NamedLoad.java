// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.cli.backend.Backend;
import io.github.kolink.cli.backend.KmodWords;
import io.github.kolink.cli.backend.ShellCommand;
import io.github.kolink.cli.backend.Telling;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Carries plans out: loads modules that are not there yet, and runs commands. */
final class NamedLoad {
    private final Streams streams;
    private final Backend kernel;
    private final ShellCommand shell;
    private final boolean simulated;
    private final Set<String> inserted = new LinkedHashSet<>();

    NamedLoad(Streams streams, Backend kernel, ShellCommand shell, boolean simulated) {
        this.streams = streams;
        this.kernel = kernel;
        this.shell = shell;
        this.simulated = simulated;
    }

    /** Of two helpers that load one module at once, the second waits for it in the kernel: 0 says that it is there. */
    Set<String> loaded() {
        return kernel.list().stream()
                .filter(module -> module.state() == ModuleState.LIVE)
                .map(ResidentModule::name)
                .collect(Collectors.toSet());
    }

    /** Which modules were not there before, needed ones included. */
    Set<String> inserted() {
        return inserted;
    }

    /** Goes on behind steps that may fail; 0 if the module that was asked for is loaded, or what stands for it was done. */
    int run(LoadPlan plan) throws IOException {
        for (LoadPlan.Step step : plan.steps()) {
            int code = step(step);
            if (code != ExitCode.OK && step.isRequired()) {
                return code;
            }
        }
        return ExitCode.OK;
    }

    private int step(LoadPlan.Step step) throws IOException {
        return switch (step.action()) {
            case BUILT_IN -> ExitCode.OK;
            case MISSING -> missing(step);
            case INSTALL, RUN -> command(step);
            case INSMOD -> loaded().contains(step.module()) ? ExitCode.OK : insert(step);
        };
    }

    private int insert(LoadPlan.Step step) throws IOException {
        try {
            int code = new Telling(streams, KmodWords::modprobe)
                    .insert(kernel, step.file().orElseThrow(), "'" + step.module() + "'", step.parameters());
            if (code == ExitCode.OK) {
                inserted.add(step.module());
            }
            return code;
        } catch (LoadException e) {
            if (e.number() == Errno.EEXIST.number()) {
                return ExitCode.OK; // another one was faster
            }
            throw e;
        }
    }

    private int missing(LoadPlan.Step step) {
        if (step.module().equals("null")) {
            return ExitCode.OK; // modules.conf: done with nothing
        }
        if (step.isRequired()) {
            streams.say(
                    step.module().equals("off")
                            ? "the configuration switches this name off"
                            : "could not insert '" + step.module() + "': the tree has no such module; run depmod");
        }
        return ExitCode.FINDINGS;
    }

    private int command(LoadPlan.Step step) throws IOException {
        if (simulated) {
            streams.say("not run, as nothing real is touched: " + step.shellCommand());
            return ExitCode.OK;
        }
        int code = shell.run(step.module(), step.shellCommand());
        if (code != 0 && step.isRequired()) {
            streams.say("Error running install command '" + step.shellCommand() + "' for module " + step.module()
                    + ": retcode " + code);
        }
        return code == 0 ? ExitCode.OK : ExitCode.FINDINGS;
    }
}
