// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.capture.Capture;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.terminal.ProgressBar;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.compare.CompareTotals;
import io.github.kolink.compare.Comparison;
import io.github.kolink.compare.ModuleComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What both verbs are given: a capture and the modules it was made of. */
@Command
final class CaptureOptions {
    @Parameters(paramLabel = "CAPTURE", description = "A folder made by kolink capture.")
    private Path folder = Path.of("");

    @Option(
            names = "--modules",
            paramLabel = "DIR",
            defaultValue = "/lib/modules",
            description = {
                "Where the captured modules' files are: the tree of that kernel, or a folder of trees by release"
                        + " (default: ${DEFAULT-VALUE}). Each file must be the very one that was captured."
            })
    private Path modules = Path.of("/lib/modules");

    Capture open() throws IOException {
        if (!Files.exists(modules)) {
            throw new NoSuchFileException(modules.toString());
        }
        Capture capture = Capture.open(folder);
        if (capture.modules().isEmpty()) {
            throw new Failure(ExitCode.INPUT, folder + ": no module was captured to the end");
        }
        return capture;
    }

    /** Compares, tells the report, and returns the exit code. */
    int run(Capture capture, Streams streams, CompareReport report) throws IOException {
        CompareTotals totals = new CompareTotals();
        ProgressBar bar = new ProgressBar(streams);
        new Comparison(capture, modules).run(bar::at, result -> {
            totals.add(result);
            bar.clear();
            report.compared(result);
        });
        bar.clear();
        report.end(totals);
        if (totals.modules(ModuleComparison.Outcome.DIFFERENT) != 0) {
            return ExitCode.FINDINGS;
        }
        return totals.modules(ModuleComparison.Outcome.NOT_COMPARED) != 0 ? ExitCode.INPUT : ExitCode.OK;
    }
}
