// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.state;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.state.DependencyGraph.Disagreement;
import io.github.kolink.state.LoaderState;
import io.github.kolink.state.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink state restore}. */
@Command(
        name = "restore",
        header = "Take over a state file that an initrd has written.",
        description = {
            "%nThe file must be of this boot. What the running kernel still has, at the same address, is written to"
                    + " TO; everything else is told.%n"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all of it is as the kernel has it",
            "1:of another boot, or the kernel tells otherwise of some modules",
            "2:wrong usage",
            "4:something could not be read or written, or the file is damaged"
        })
final class StateRestoreCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "FROM", description = "The initrd's file.")
    private Path from = Path.of("");

    @Parameters(index = "1", paramLabel = "TO", description = "The final root's; may be the same.")
    private Path to = Path.of("");

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "The root of the system; /proc is looked for below it.")
    private Path root = Path.of("/");

    StateRestoreCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        LoaderState state = new StateFile(from).read();
        LiveModules live = new LiveModules(root, Optional.empty());
        String boot = live.boot();
        if (!boot.isEmpty() && !state.boot().isEmpty() && !boot.equals(state.boot())) {
            throw new Failure(
                    ExitCode.FINDINGS,
                    from + " is of boot " + state.boot() + ", this is " + boot
                            + ": nothing in it holds; 'kolink state save' makes one of this boot");
        }
        List<ResidentModule> listed = live.listed();
        LoaderState confirmed = state.confirmedBy(listed);
        new StateFile(to).write(confirmed);
        state.modules().stream()
                .filter(module -> confirmed.find(module.name()).isEmpty())
                .forEach(module -> streams.say(module.name() + ": is not at its address any more: left out"));
        List<Disagreement> differences = confirmed.graph().compare(listed);
        differences.forEach(difference -> streams.say(difference.toString()));
        boolean agrees = differences.isEmpty()
                && confirmed.modules().size() == state.modules().size();
        return agrees ? ExitCode.OK : ExitCode.FINDINGS;
    }
}
