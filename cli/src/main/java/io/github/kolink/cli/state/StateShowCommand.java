// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.state;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.report.Hexadecimal;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.state.DependencyGraph;
import io.github.kolink.state.DependencyGraph.Disagreement;
import io.github.kolink.state.LoaderState;
import io.github.kolink.state.ModuleRecord;
import io.github.kolink.state.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kolink state show}. */
@Command(
        name = "show",
        header = "Print who uses whom, and the reference counts that follow.",
        description = {
            "%nOf a state file; without one, of the running kernel, computed from the modules' own files and compared"
                    + " with what the kernel tells. 'Refs' are those that modules make; 'others' is what else holds a"
                    + " module, by the kernel's count. A module with users cannot be removed.%n"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:printed; the kernel agrees",
            "1:the kernel tells otherwise",
            "2:wrong usage",
            "4:something could not be read, or the file is damaged"
        })
final class StateShowCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A state file.")
    private Optional<Path> file = Optional.empty();

    @Mixin
    private LiveOptions live = new LiveOptions();

    StateShowCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (file.isPresent()) {
            print(new StateFile(file.get()).read(), List.of());
            return ExitCode.OK;
        }
        LiveModules modules = live.modules();
        LoaderState state = modules.state();
        List<ResidentModule> listed = modules.listed();
        print(state, listed);
        if (!modules.withoutFile().isEmpty()) {
            streams.say("no file of " + String.join(", ", modules.withoutFile()) + ": the kernel's word is taken");
        }
        List<Disagreement> differences = state.graph().compare(listed);
        differences.forEach(difference -> streams.say(difference.toString()));
        return differences.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private void print(LoaderState state, List<ResidentModule> listed) {
        DependencyGraph graph = state.graph();
        streams.out().print("Module                  Size  Address             Refs  Others  Mark       Used by\n");
        for (ModuleRecord module : state.modules()) {
            Optional<ResidentModule> known = listed.stream()
                    .filter(each -> each.name().equals(module.name()))
                    .findFirst();
            String others = known.map(each ->
                            Integer.toString(each.references() - each.users().size()))
                    .orElse("-");
            streams.out()
                    .print(String.format(
                                    Locale.ROOT,
                                    "%-19s %8d  %-18s  %4d  %6s  %-9s  %s",
                                    Printable.text(module.name()),
                                    module.size(),
                                    Hexadecimal.address(module.base()),
                                    graph.references(module.name()),
                                    others,
                                    module.autoclean() ? "autoclean" : "-",
                                    String.join(",", graph.users(module.name())))
                            .stripTrailing());
            streams.out().print("\n");
        }
    }
}
