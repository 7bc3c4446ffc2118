// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.autoloadd;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.daemon.AutoloadServer;
import io.github.kolink.autoload.daemon.CommandHook;
import io.github.kolink.autoload.daemon.DriverSettings;
import io.github.kolink.autoload.daemon.KeyValueStore;
import io.github.kolink.autoload.daemon.KmodTimer;
import io.github.kolink.autoload.daemon.LifeHook;
import io.github.kolink.autoload.daemon.ModuleMarks;
import io.github.kolink.autoload.daemon.ModuleService;
import io.github.kolink.autoload.daemon.Outcome;
import io.github.kolink.autoload.daemon.OvertakingWorker;
import io.github.kolink.autoload.daemon.SystemClock;
import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.autoload.names.NameResolver;
import io.github.kolink.cli.backend.Backend;
import io.github.kolink.cli.backend.BackendOptions;
import io.github.kolink.cli.backend.ShellCommand;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.target.NameOptions;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.module.ModuleSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kolink autoloadd}. */
@Command(
        name = "autoloadd",
        header = "Serve requests for modules by name, and unload what is unused.",
        description = {
            "%nListens on a unix socket of mode 0600 (docs/autoload.md). Requests for a name that is being loaded join"
                    + " its load. What a request has loaded goes again when it was unused from one sweep to the next."
                    + " Values of parameters that can be set are kept over an unload.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink autoloadd &",
            "  kolink autoload request net-pf-10",
            "  kolink autoloadd --backend simulate --kernel k.snapshot --tree modules --socket s --state ."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "143:ended by SIGTERM (130 by SIGINT), with the socket closed",
            "2:wrong usage",
            "4:another one serves the socket, an input could not be read, or the way into the kernel is closed"
        })
public final class AutoloaddCommand implements Callable<Integer> {
    /** How long a request waits for a load that may itself wait for the request. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Streams streams;
    private final SnapshotShelf shelf;

    @Mixin
    private BackendOptions backend = new BackendOptions();

    @Mixin
    private NameOptions names = new NameOptions();

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            defaultValue = "/run/kolink/autoload",
            description = "Where it listens; default: /run/kolink/autoload.")
    private Path socket = Path.of("");

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "/var/lib/kolink",
            description = "Where values and settings are kept over reboots; default: /var/lib/kolink. Marks of modules"
                    + " are kept beside the socket.")
    private Path state = Path.of("");

    @Option(
            names = "--sweep",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Between one sweep and the next, 0 for none; default: 60.")
    private int sweep = 60;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "1024",
            description = "How many different names may wait; default: 1024.")
    private int queue = 1024;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "512",
            description = "How many connections are served at once; default: 512.")
    private int clients = 512;

    @Option(
            names = "--hook",
            paramLabel = "PROGRAM",
            description = "Called as PROGRAM post-load MODULE and PROGRAM pre-remove MODULE.")
    private List<Path> hooks = new ArrayList<>();

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     * @param shelf the snapshots that are open already
     */
    public AutoloaddCommand(Streams streams, SnapshotShelf shelf) {
        this.streams = streams;
        this.shelf = shelf;
    }

    @Override
    public Integer call() throws IOException {
        TreeIndex index = names.index();
        ModprobeConfig config = names.configuration(index);
        config.warnings().forEach(streams::say);
        Path beside = socket.toAbsolutePath().resolveSibling("marks");
        Path settings = state.toAbsolutePath().resolve("settings");
        for (Path directory : List.of(socket.toAbsolutePath().resolveSibling("."), settings)) {
            Files.createDirectories(
                    directory.normalize(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        List<LifeHook> around = new ArrayList<>(List.of(new DriverSettings(Path.of("/sys/module"), settings)));
        hooks.forEach(program -> around.add(new CommandHook(program, Duration.ofSeconds(30))));
        try (Backend kernel = backend.open(
                        shelf,
                        ModuleSearch.below(index.tree()).stream().limit(1).toList());
                SystemClock clock = new SystemClock();
                OvertakingWorker worker = new OvertakingWorker(clock, GRACE);
                ModuleService service = new ModuleService(
                        new NamedModules(new NameResolver(index, config), kernel, ShellCommand.SYSTEM, streams::say),
                        ModuleMarks.in(beside),
                        around,
                        clock,
                        worker,
                        queue);
                AutoloadServer server = new AutoloadServer(
                        socket, service, Optional.of(new KeyValueStore(state.resolve("values"))), clients)) {
            KmodTimer timer = new KmodTimer(clock, () -> {
                CompletableFuture<Outcome> unused = service.sweep(); // the log tells
            });
            timer.delay(Duration.ofSeconds(sweep));
            if (sweep > 0) {
                timer.start(Duration.ofSeconds(sweep));
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
            streams.say("serving " + socket);
            server.run();
            timer.stop();
        }
        return ExitCode.OK;
    }

    private static void close(AutoloadServer server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
