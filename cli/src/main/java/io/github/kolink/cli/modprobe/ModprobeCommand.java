// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.autoload.names.NameResolver;
import io.github.kolink.autoload.names.Resolution;
import io.github.kolink.cli.backend.Backend;
import io.github.kolink.cli.backend.BackendOptions;
import io.github.kolink.cli.backend.ShellCommand;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.target.NameOptions;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.loadcheck.LoadConditions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink modprobe}. */
@Command(
        name = "modprobe",
        header = "Load what a name stands for, what it needs first; the kernel's helper.",
        description = {
            "%nA name is a module's or an alias. Index and configuration are those of kmod: the files of depmod and"
                    + " modprobe.d; without an index the modules are read themselves. What is loaded already is left."
                    + " If one cannot be loaded, nothing that needs it is tried.%n",
            "As /proc/sys/kernel/modprobe it takes the arguments of every kernel: -q -- NAME, -s -k -- NAME, -k NAME,"
                    + " -r -s NAME.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink modprobe --dry-run ext4",
            "  kolink modprobe -R net-pf-10",
            "  kolink modprobe dummy numdummies=2",
            "  kolink modprobe --tree ./modules --backend simulate --kernel k.snapshot chain_c"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:loaded, or loaded before; of several modules that a name stands for, one is",
            "1:refused, blacklisted, or not found",
            "2:wrong usage",
            "3:cannot tell: what is known of the kernel does not decide",
            "4:an input could not be read, or the way into the kernel is closed"
        })
public final class ModprobeCommand implements Callable<Integer> {
    private final Streams plain;
    private final SnapshotShelf shelf;
    private final ShellCommand shell;

    @Mixin
    private BackendOptions backend = new BackendOptions();

    @Mixin
    private NameOptions names = new NameOptions();

    @Option(
            names = {"-n", "--dry-run", "--show", "-D", "--show-depends"},
            description = "Print what would be done, in order, and do nothing.")
    private boolean dryRun;

    @Option(
            names = {"-R", "--resolve-alias"},
            description = "Print the modules that the name stands for.")
    private boolean resolveOnly;

    @Option(
            names = {"-c", "--showconfig"},
            description = "Print the configuration, with the place of each line.")
    private boolean showConfig;

    @Option(
            names = {"-r", "--remove"},
            description = "Remove what the names stand for, and what they alone needed.")
    private boolean remove;

    @Option(
            names = {"-a", "--all"},
            description = "All operands are names.")
    private boolean all;

    @Option(
            names = {"-q", "--quiet"},
            description = "Do not tell of names that nobody knows.")
    private boolean quiet;

    @Option(
            names = {"-s", "--syslog"},
            description =
                    "Tell in the system's log instead of on standard error: /dev/log, or /dev/kmsg where no daemon is.")
    private boolean syslog;

    @Option(
            names = {"-k", "--autoclean"},
            description =
                    "What is loaded may go again when it is unused: 'kolink rmmod --all' takes it. Implied when the"
                            + " kernel calls.")
    private boolean autoclean;

    @Option(
            names = {"-b", "--use-blacklist"},
            description = "The blacklist counts for modules' own names too.")
    private boolean useBlacklist;

    @Option(
            names = {"-i", "--ignore-install", "--ignore-remove"},
            description = "Leave install and remove commands and soft dependencies of the names out.")
    private boolean ignoreCommands;

    @Option(names = "--first-time", description = "Fail if it is loaded already; with -r, if it is not there.")
    private boolean firstTime;

    @Parameters(arity = "0..*", paramLabel = "NAME [PARAM=VALUE...]", description = "The name, and parameters for it.")
    private List<String> operands = new ArrayList<>();

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     * @param shelf the snapshots that are open already
     */
    public ModprobeCommand(Streams streams, SnapshotShelf shelf) {
        this(streams, shelf, ShellCommand.SYSTEM);
    }

    ModprobeCommand(Streams streams, SnapshotShelf shelf, ShellCommand shell) {
        this.plain = streams;
        this.shelf = shelf;
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Streams streams = streams();
        if (operands.isEmpty() && !showConfig) {
            streams.say("missing NAME; try 'kolink modprobe --help'");
            return ExitCode.USAGE;
        }
        TreeIndex index = names.index();
        ModprobeConfig config = names.configuration(index);
        config.warnings().forEach(streams::say);
        if (showConfig) {
            config.lines().forEach(line -> streams.out().print(line + "  # " + line.place() + "\n"));
            return ExitCode.OK;
        }
        NameResolver resolver = new NameResolver(index, config);
        List<Request> requests = new ArrayList<>();
        int code = ExitCode.OK;
        for (String name : all || remove ? operands : operands.subList(0, 1)) {
            Resolution resolution = resolver.resolve(name);
            if (resolution.targets().isEmpty()) {
                code = ExitCode.FINDINGS;
                notFound(streams, name, index.tree());
            }
            requests.add(new Request(resolution, resolver.plans(resolution, parameters(), ignoreCommands)));
        }
        return ExitCode.worse(code, serve(streams, config, requests));
    }

    /** A name and what is done for it. */
    private record Request(Resolution resolution, List<LoadPlan> plans) {}

    private Streams streams() {
        if (!syslog) {
            return plain;
        }
        PrintStream log = new PrintStream(SystemLog.of(plain.err()), true, StandardCharsets.UTF_8);
        return new Streams(plain.out(), log, plain.in(), plain.terminal());
    }

    private void notFound(Streams streams, String name, Path tree) {
        if (!quiet) {
            streams.say("Module " + name + " not found in directory " + tree);
        }
    }

    private String parameters() {
        return all || remove ? "" : LoadConditions.parameters(operands.subList(1, operands.size()));
    }

    private int serve(Streams streams, ModprobeConfig config, List<Request> requests) throws IOException {
        if (resolveOnly) {
            requests.forEach(request -> request.resolution()
                    .targets()
                    .forEach(target -> streams.out().print(target.module() + "\n")));
            return ExitCode.OK;
        }
        int code = ExitCode.OK;
        List<Request> wanted = new ArrayList<>();
        for (Request request : requests) {
            List<LoadPlan> plans = request.plans().stream()
                    .filter(plan -> remove || !isBlacklisted(streams, config, plan))
                    .toList();
            if (plans.isEmpty() && !request.plans().isEmpty()) {
                code = ExitCode.FINDINGS;
            } else if (!plans.isEmpty()) {
                wanted.add(new Request(request.resolution(), plans));
            }
        }
        if (dryRun) {
            wanted.forEach(request -> request.plans().forEach(plan -> show(streams, plan)));
            return code;
        }
        return wanted.isEmpty() ? code : ExitCode.worse(code, act(streams, config, wanted));
    }

    private boolean isBlacklisted(Streams streams, ModprobeConfig config, LoadPlan plan) {
        Optional<String> line = plan.blacklisted()
                .or(() -> useBlacklist
                        ? config.blacklisted(plan.target().module()).map(found -> found + " (" + found.place() + ")")
                        : Optional.empty());
        if (line.isPresent() && !quiet) {
            streams.say("not loaded: " + line.get());
        }
        return line.isPresent();
    }

    private void show(Streams streams, LoadPlan plan) {
        if (remove) {
            streams.out().print("rmmod " + plan.target().module() + "\n");
            return;
        }
        plan.steps().stream()
                .map(step -> step.line().stripTrailing())
                .filter(line -> !line.isEmpty())
                .forEach(line -> streams.out().print(line + "\n"));
    }

    private int act(Streams streams, ModprobeConfig config, List<Request> requests) throws IOException {
        List<Path> files = requests.stream()
                .flatMap(request -> request.plans().stream())
                .flatMap(plan -> plan.steps().stream())
                .flatMap(step -> step.file().stream())
                .toList();
        try (Backend kernel =
                files.isEmpty() && !needsShell(requests) ? NoKernel.INSTANCE : backend.open(shelf, files)) {
            if (remove) {
                return remove(
                        new NamedRemoval(
                                streams, kernel, ignoreCommands ? ModprobeConfig.NONE : config, shell, firstTime),
                        requests);
            }
            NamedLoad load = new NamedLoad(streams, kernel, shell, backend.isSimulated());
            try {
                return load(streams, load, requests);
            } finally {
                // Of a load that failed half-way too: what it needed is there, unused.
                if (autoclean && !backend.isSimulated() && kernel != NoKernel.INSTANCE) {
                    mark(streams, load.inserted(), requests);
                }
            }
        }
    }

    private static int remove(NamedRemoval removal, List<Request> requests) throws IOException {
        int code = ExitCode.OK;
        for (Request request : requests) {
            for (LoadPlan plan : request.plans()) {
                code = ExitCode.worse(code, removal.run(plan));
            }
        }
        return code;
    }

    /** Marks that cannot be kept do not undo a load. */
    private static void mark(Streams streams, Set<String> inserted, List<Request> requests) {
        Set<String> asked = requests.stream()
                .flatMap(request -> request.plans().stream())
                .map(plan -> plan.target().module())
                .collect(Collectors.toSet());
        try {
            AutocleanMarks.USUAL.mark(inserted, asked, System.currentTimeMillis());
        } catch (IOException e) {
            streams.say("not marked for 'rmmod --all', so it stays loaded: " + e.getMessage());
        }
    }

    private static boolean needsShell(List<Request> requests) {
        return requests.stream()
                .flatMap(request -> request.plans().stream())
                .flatMap(plan -> plan.steps().stream())
                .anyMatch(step -> step.action() == LoadPlan.Action.INSTALL);
    }

    private int load(Streams streams, NamedLoad load, List<Request> requests) throws IOException {
        int code = ExitCode.OK;
        for (Request request : requests) {
            int best = -1;
            for (LoadPlan plan : request.plans()) {
                int done;
                if (firstTime && load.loaded().contains(plan.target().module())) {
                    streams.say("could not insert '" + plan.target().module() + "': Module already in kernel");
                    done = ExitCode.FINDINGS;
                } else {
                    done = load.run(plan);
                }
                best = best < 0 || done == ExitCode.OK ? done : best;
            }
            code = ExitCode.worse(code, best);
        }
        return code;
    }
}
