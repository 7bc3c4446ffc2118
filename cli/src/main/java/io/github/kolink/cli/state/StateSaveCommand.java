// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.state;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.state.LoaderState;
import io.github.kolink.state.ModuleRecord;
import io.github.kolink.state.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kolink state save}. */
@Command(
        name = "save",
        header = "Write what is loaded in the running kernel to a file.",
        description = {
            "%nThe file is replaced whole: a kill at any moment leaves the old one or the new. If it is of this boot,"
                    + " its marks (autoclean, last use) are kept.%n"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:written",
            "2:wrong usage",
            "3:written, but of some modules no file was found: their exports are not in it",
            "4:something could not be read or written"
        })
final class StateSaveCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "FILE", description = "The state file.")
    private Path file = Path.of("");

    @Mixin
    private LiveOptions live = new LiveOptions();

    StateSaveCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        LiveModules modules = live.modules();
        LoaderState state = modules.state();
        if (Files.exists(file)) {
            state = marked(state, new StateFile(file).read());
        }
        new StateFile(file).write(state);
        if (modules.withoutFile().isEmpty()) {
            return ExitCode.OK;
        }
        streams.say("no file of " + String.join(", ", modules.withoutFile())
                + ": what they export is not in the state; --tree names the directory");
        return ExitCode.UNKNOWN;
    }

    private static LoaderState marked(LoaderState state, LoaderState before) {
        if (!before.boot().equals(state.boot())) {
            return state;
        }
        LoaderState marked = state;
        for (ModuleRecord module : state.modules()) {
            Optional<ModuleRecord> known = before.find(module.name()).filter(other -> other.base() == module.base());
            if (known.isPresent()) {
                marked = marked.with(
                        module.marked(known.get().autoclean(), known.get().lastUsed()));
            }
        }
        return marked;
    }
}
