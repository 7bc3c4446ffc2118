// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.snapshot;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.report.Hexadecimal;
import io.github.kolink.cli.target.ModuleDirectory;
import io.github.kolink.cli.target.RunningKernel;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink snapshot match}. */
@Command(
        name = "match",
        header = "Tell whether a snapshot is that of the kernel that runs.",
        description = {
            "%nCompares the release, the build ID (/sys/kernel/notes) and the CRC of module_layout, which the modules"
                    + " in /lib/modules were built with. One that differs is enough to say no; the build ID or the CRC"
                    + " must agree to say yes.%n"
        },
        footerHeading = "%nExample:%n",
        footer = {"  kolink snapshot match amd64.snapshot && kolink check --kernel amd64.snapshot driver.ko"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is",
            "1:it is of another kernel",
            "2:wrong usage",
            "3:cannot tell",
            "4:a file could not be read"
        })
final class SnapshotMatchCommand implements Callable<Integer> {
    private static final String LAYOUT = "module_layout";

    private final Streams streams;
    private final List<Boolean> certain = new ArrayList<>();
    private boolean differs;

    @Parameters(index = "0", paramLabel = "SNAPSHOT", description = "Snapshot or other source of symbols.")
    private Path file = Path.of("");

    @Option(names = "--root", paramLabel = "DIR", description = "The system mounted here, instead of the running one.")
    private Path root = Path.of("/");

    SnapshotMatchCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        KernelSnapshot snapshot = KernelSnapshot.open(file);
        RunningKernel running = RunningKernel.of(root);
        Optional<ModuleDirectory> modules = running.modules();
        OptionalInt layout =
                modules.isEmpty() ? OptionalInt.empty() : modules.get().crc(LAYOUT);
        compare("Release", snapshot.release(), Optional.of(running.release()), false);
        compare("Build ID", snapshot.buildId(), running.buildId(), true);
        compare("CRC of " + LAYOUT, text(layoutCrc(snapshot)), text(layout), true);
        if (differs) {
            streams.say(file + ": of another kernel");
            return ExitCode.FINDINGS;
        }
        if (certain.isEmpty()) {
            streams.say(file + ": cannot tell: neither build ID nor CRC is known on both sides");
            return ExitCode.UNKNOWN;
        }
        streams.say(file + ": of this kernel");
        return ExitCode.OK;
    }

    private static OptionalInt layoutCrc(KernelSnapshot snapshot) {
        return snapshot.symbols()
                .exported(LAYOUT)
                .flatMap(KernelSymbol::export)
                .map(Export::crc)
                .orElse(OptionalInt.empty());
    }

    private static Optional<String> text(OptionalInt crc) {
        return crc.isPresent() ? Optional.of(Hexadecimal.crc(crc.getAsInt())) : Optional.empty();
    }

    private void compare(String what, Optional<String> ours, Optional<String> theirs, boolean decides) {
        String verdict = "not known on both sides";
        if (ours.isPresent() && theirs.isPresent()) {
            boolean equal = ours.get().equals(theirs.get());
            verdict = equal ? "equal" : "different";
            differs |= !equal;
            if (decides && equal) {
                certain.add(true);
            }
        }
        streams.out()
                .print(what + ": " + Printable.text(ours.orElse("not known")) + " in the snapshot, "
                        + Printable.text(theirs.orElse("not known")) + " here: " + verdict + "\n");
    }
}
