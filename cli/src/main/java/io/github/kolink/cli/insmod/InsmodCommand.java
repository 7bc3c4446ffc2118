// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.insmod;

import io.github.kolink.cli.backend.Backend;
import io.github.kolink.cli.backend.BackendOptions;
import io.github.kolink.cli.backend.KmodWords;
import io.github.kolink.cli.backend.Telling;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.loadcheck.LoadConditions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kolink insmod}. */
@Command(
        name = "insmod",
        header = "Link a module for the running kernel and load it.",
        description = {
            "%nWith the kernel side of kolink loaded (kolink stub load), the module is linked here, for room that the"
                    + " kernel has given, and the kernel completes it: afterwards it is a module like any other. Other"
                    + " ways are chosen with --backend; simulate loads into a kernel in memory and tells where.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink insmod dummy.ko numdummies=2",
            "  kolink insmod --backend resolved crc7.ko",
            "  kolink insmod --backend simulate --kernel amd64.snapshot dummy.ko"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:loaded",
            "1:refused, by the linker, the kernel or the module's own init",
            "2:wrong usage",
            "3:cannot tell: what is known of the kernel does not decide",
            "4:an input could not be read, or the way into the kernel is closed"
        })
public final class InsmodCommand implements Callable<Integer> {
    private final Streams streams;
    private final SnapshotShelf shelf;

    @Mixin
    private BackendOptions backend = new BackendOptions();

    @Parameters(index = "0", paramLabel = "MODULE.ko", description = "The module: plain, .gz, .xz or .zst.")
    private Path module = Path.of("");

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PARAM=VALUE", description = "The module's parameters.")
    private List<String> parameters = new ArrayList<>();

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     * @param shelf the snapshots that are open already
     */
    public InsmodCommand(Streams streams, SnapshotShelf shelf) {
        this.streams = streams;
        this.shelf = shelf;
    }

    @Override
    public Integer call() throws IOException {
        try (Backend kernel = backend.open(shelf, List.of(module))) {
            int code = new Telling(streams, KmodWords::insmod)
                    .insert(kernel, module, "module " + module, LoadConditions.parameters(parameters));
            if (code == ExitCode.OK && backend.isSimulated()) {
                ResidentModule loaded = kernel.list().get(0);
                streams.out()
                        .print(String.format(
                                Locale.ROOT,
                                "%s %d %d - Live 0x%016x\n",
                                loaded.name(),
                                loaded.size(),
                                loaded.references(),
                                loaded.base()));
            }
            return code;
        }
    }
}
