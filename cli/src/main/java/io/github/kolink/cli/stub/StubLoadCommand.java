// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.stub;

import io.github.kolink.cli.backend.KmodWords;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.kernel.jnr.LiveSystem;
import io.github.kolink.kernel.resolved.ResolvedFile;
import io.github.kolink.kernel.resolved.StubImports;
import io.github.kolink.load.LoadException;
import io.github.kolink.loadcheck.LoadConditions;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink stub load}. */
@Command(
        name = "load",
        header = "Give kolink.ko the addresses it needs, and load it.",
        description = {
            "%nkolink.ko uses functions of the kernel that are not exported. Their addresses come from this boot's"
                    + " /proc/kallsyms, never from a file of another; each name must have exactly one. The kernel side"
                    + " believes none of them before it has looked itself.%n"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:loaded", "1:refused", "2:wrong usage", "4:an input could not be read"})
final class StubLoadCommand implements Callable<Integer> {
    private static final Path KALLSYMS = Path.of("/proc/kallsyms");

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "KOLINK.ko", description = "The kernel side, built for this kernel.")
    private Path module = Path.of("");

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PARAM=VALUE", description = "Its parameters.")
    private List<String> parameters = new ArrayList<>();

    @Option(names = "--dry-run", description = "Print which imports get an address, and load nothing.")
    private boolean dryRun;

    StubLoadCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        ModuleFile file = ModuleFile.read(module);
        StubImports rule = new StubImports(
                KernelSnapshot.open(KALLSYMS).symbols(),
                KernelModule.of(file.elf()).versions().all().keySet());
        try {
            ResolvedFile resolved = ResolvedFile.of(file, rule);
            if (dryRun) {
                resolved.absolute().forEach(name -> streams.out().print("given " + name + "\n"));
                resolved.left().forEach(name -> streams.out().print("left  " + name + "\n"));
            } else {
                LiveSystem.modules().init(resolved.copy(), LoadConditions.parameters(parameters));
            }
            return ExitCode.OK;
        } catch (LoadException e) {
            streams.say(
                    "could not insert module " + module + ": " + KmodWords.insmod(e.number()) + "; " + e.getMessage());
            return ExitCode.FINDINGS;
        }
    }
}
