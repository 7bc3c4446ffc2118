// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.snapshot;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink snapshot show}. */
@Command(
        name = "show",
        header = "Print what a snapshot, or any other source of symbols, knows.",
        description = {"%nTakes whatever --kernel takes; several files are shown merged.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink snapshot show amd64.snapshot",
            "  kolink snapshot show --format kallsyms vmlinuz > System.map",
            "  kolink snapshot show --format json vmlinuz | jq '.symbols[0]'"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:wrong usage", "4:the file could not be read"})
final class SnapshotShowCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(arity = "1..*", paramLabel = "SNAPSHOT", description = "Snapshot or other source of symbols.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "summary",
            description = {
                "summary (the default), kallsyms (lines of address, type, name, which other tools read), or json (with"
                        + " all symbols)."
            })
    private Format format = Format.SUMMARY;

    /** Forms of output. */
    enum Format {
        SUMMARY,
        KALLSYMS,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    SnapshotShowCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        KernelSnapshot snapshot = new SnapshotShelf().open(files);
        switch (format) {
            case SUMMARY -> new SnapshotSummary(snapshot).print(streams.out());
            case KALLSYMS -> snapshot.writeKallsyms(streams.out());
            case JSON -> SnapshotJson.write(snapshot, streams.out());
        }
        return ExitCode.OK;
    }
}
