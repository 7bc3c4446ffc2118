// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.rmmod;

import io.github.kolink.cli.backend.KmodWords;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.kernel.device.RunningModules;
import io.github.kolink.kernel.jnr.LiveSystem;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kolink rmmod}. */
@Command(
        name = "rmmod",
        header = "Remove modules from the running kernel.",
        description = {"%nOne after the other, as rmmod(8) does; modules in use are told with who uses them.%n"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:removed", "1:one could not be removed", "2:wrong usage", "4:the kernel cannot be asked"})
public final class RmmodCommand implements Callable<Integer> {
    private final Streams streams;
    private final Supplier<RunningModules> kernel;

    @Parameters(arity = "1..*", paramLabel = "MODULE", description = "Names of modules, or their files.")
    private List<String> modules = new ArrayList<>();

    /**
     * The verb for the kernel that runs.
     *
     * @param streams where it reads and writes
     */
    public RmmodCommand(Streams streams) {
        this(streams, LiveSystem::modules);
    }

    RmmodCommand(Streams streams, Supplier<RunningModules> kernel) {
        this.streams = streams;
        this.kernel = kernel;
    }

    @Override
    public Integer call() {
        RunningModules running = kernel.get();
        int code = ExitCode.OK;
        for (String module : modules) {
            String name = name(module);
            Optional<String> problem = refusal(running, name);
            if (problem.isPresent()) {
                streams.say(problem.get());
                code = ExitCode.FINDINGS;
            }
        }
        return code;
    }

    /** A file's name is a module's ({@code path_to_modname}, kmod 30). */
    private static String name(String module) {
        String base = module.substring(module.lastIndexOf('/') + 1);
        int suffix = base.indexOf(".ko");
        return (suffix > 0 ? base.substring(0, suffix) : base).replace('-', '_');
    }

    private static Optional<String> refusal(RunningModules running, String name) {
        Optional<ResidentModule> known =
                running.list().stream().filter(each -> each.name().equals(name)).findFirst();
        if (known.isEmpty()) {
            return Optional.of("Module " + name + " is not currently loaded");
        }
        if (!known.get().users().isEmpty()) {
            return Optional.of("Module " + name + " is in use by: "
                    + String.join(" ", known.get().users()));
        }
        if (known.get().references() != 0) {
            return Optional.of("Module " + name + " is in use");
        }
        try {
            running.remove(name);
            return Optional.empty();
        } catch (LoadException e) {
            return Optional.of("could not remove module " + name + ": " + KmodWords.plain(e.number()));
        }
    }
}
