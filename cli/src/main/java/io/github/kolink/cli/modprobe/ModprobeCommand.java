// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import io.github.kolink.cli.backend.Backend;
import io.github.kolink.cli.backend.BackendOptions;
import io.github.kolink.cli.backend.KmodWords;
import io.github.kolink.cli.backend.Telling;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.target.RunningKernel;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.loadcheck.LoadConditions;
import java.io.IOException;
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
        header = "Load a module by name, what it needs first.",
        description = {
            "%nWhat a module needs is read from the modules themselves (depends, softdep); no index is needed. What is"
                    + " loaded already is left. If one cannot be loaded, nothing that needs it is tried.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink modprobe --dry-run ext4",
            "  kolink modprobe dummy numdummies=2",
            "  kolink modprobe --tree ./modules --backend simulate --kernel k.snapshot chain_c"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:loaded, or loaded before",
            "1:refused, or not found",
            "2:wrong usage",
            "3:cannot tell: what is known of the kernel does not decide",
            "4:an input could not be read, or the way into the kernel is closed"
        })
public final class ModprobeCommand implements Callable<Integer> {
    private final Streams streams;
    private final SnapshotShelf shelf;

    @Mixin
    private BackendOptions backend = new BackendOptions();

    @Option(names = "--tree", paramLabel = "DIR", description = "The modules; default: those of the running kernel.")
    private Optional<Path> tree = Optional.empty();

    @Option(names = "--dry-run", description = "Print what would be loaded, in order, and load nothing.")
    private boolean dryRun;

    @Parameters(index = "0", paramLabel = "NAME", description = "The module's name.")
    private String name = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PARAM=VALUE", description = "Its parameters.")
    private List<String> parameters = new ArrayList<>();

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     * @param shelf the snapshots that are open already
     */
    public ModprobeCommand(Streams streams, SnapshotShelf shelf) {
        this.streams = streams;
        this.shelf = shelf;
    }

    @Override
    public Integer call() throws IOException {
        Path directory = tree.isPresent() ? tree.get() : running();
        LoadSequence sequence = LoadSequence.of(directory, name)
                .orElseThrow(() ->
                        new Failure(ExitCode.FINDINGS, "Module " + name + " not found in directory " + directory));
        if (dryRun) {
            for (LoadSequence.Member member : sequence.members()) {
                streams.out().print("insmod " + member.file() + (member.isLast() ? arguments() : "") + "\n");
            }
            return ExitCode.OK;
        }
        List<Path> files =
                sequence.members().stream().map(LoadSequence.Member::file).toList();
        try (Backend kernel = backend.open(shelf, files)) {
            return load(sequence, kernel);
        }
    }

    private String arguments() {
        return parameters.isEmpty() ? " " : " " + LoadConditions.parameters(parameters);
    }

    private static Path running() throws IOException {
        RunningKernel kernel = RunningKernel.of(Path.of("/"));
        return Path.of("/lib/modules").resolve(kernel.release());
    }

    private int load(LoadSequence sequence, Backend kernel) throws IOException {
        Set<String> there = kernel.list().stream().map(ResidentModule::name).collect(Collectors.toSet());
        Telling telling = new Telling(streams, KmodWords::modprobe);
        for (LoadSequence.Member member : sequence.members()) {
            if (!there.contains(member.name())) {
                String given = member.isLast() ? LoadConditions.parameters(parameters) : "";
                int code = telling.insert(kernel, member.file(), "'" + member.name() + "'", given);
                if (code != ExitCode.OK && !member.isSoft()) {
                    return code;
                }
            }
        }
        return ExitCode.OK;
    }
}
