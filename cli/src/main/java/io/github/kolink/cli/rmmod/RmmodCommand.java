// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.rmmod;

import io.github.kolink.autoload.daemon.MarksLock;
import io.github.kolink.autoload.daemon.ModuleMarks;
import io.github.kolink.autoload.daemon.Sweep;
import io.github.kolink.cli.backend.KmodWords;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.kernel.device.RunningModules;
import io.github.kolink.kernel.jnr.LiveSystem;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kolink rmmod}. */
@Command(
        name = "rmmod",
        header = "Remove modules from the running kernel.",
        description = {
            "%nOne after the other, as rmmod(8) does; modules in use are told with who uses them. With --all, those that"
                    + " were loaded on request (autoclean) and unused from one such call to the next, users before what"
                    + " they use; fit for cron, it may be called at any time. Where a daemon runs, 'kolink autoload"
                    + " sweep' does it.%n"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:removed", "1:one could not be removed", "2:wrong usage", "4:the kernel cannot be asked"})
public final class RmmodCommand implements Callable<Integer> {
    private final Streams streams;
    private final Supplier<RunningModules> kernel;

    @Option(
            names = {"-a", "--all"},
            description = "Remove what is autoclean and unused since the last time; print what went.")
    private boolean all;

    @Option(
            names = "--marks",
            paramLabel = "FILE",
            defaultValue = "/run/kolink/marks",
            description =
                    "Which modules are autoclean, and which were in use the last time; default: /run/kolink/marks.")
    private Path marks = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "MODULE", description = "Names of modules, or their files.")
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
    public Integer call() throws IOException {
        if (all == !modules.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "either modules or --all");
        }
        RunningModules running = kernel.get();
        if (all) {
            return sweep(running);
        }
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

    /** Without marks nothing is autoclean, and nothing goes. */
    private int sweep(RunningModules running) throws IOException {
        if (Files.notExists(marks)) {
            return ExitCode.OK;
        }
        Sweep.Report report;
        MarksLock lock = MarksLock.of(marks);
        try {
            report = new Sweep(running::list, ModuleMarks.in(marks), running::remove).run(System.currentTimeMillis());
        } finally {
            lock.close();
        }
        report.removed().forEach(name -> streams.out().print(name + "\n"));
        report.failed().forEach(streams::say);
        return report.failed().isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
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
