// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.snapshot;

import io.github.kolink.cli.terminal.Streams;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kolink snapshot}. */
@Command(
        name = "snapshot",
        header = "Keep what is known about a kernel in one file; show and compare such files.",
        synopsisSubcommandLabel = "(create | show | diff | match)",
        description = {
            "%nA snapshot holds a kernel's symbols with their addresses, its exports with class, CRC and namespace,"
                    + " its release and configuration, and what is not known. It is opened without being parsed, so"
                    + " every later command starts fast.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink snapshot create --image vmlinuz --symvers Module.symvers \\",
            "                         --config config-6.1.0-56-amd64 -o amd64.snapshot",
            "  kolink snapshot show amd64.snapshot",
            "  kolink snapshot diff old.snapshot new.snapshot"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:diff: they differ; match: of another kernel",
            "2:wrong usage",
            "3:match: cannot tell",
            "4:a file could not be read or written"
        })
public final class SnapshotCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private SnapshotCommand() {}

    /**
     * The verb with its own verbs.
     *
     * @param streams where they read and write
     * @return the command line below {@code kolink}
     */
    public static CommandLine commandLine(Streams streams) {
        return new CommandLine(new SnapshotCommand())
                .addSubcommand(new SnapshotCreateCommand(streams))
                .addSubcommand(new SnapshotShowCommand(streams))
                .addSubcommand(new SnapshotDiffCommand(streams))
                .addSubcommand(new SnapshotMatchCommand(streams));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: create, show, diff or match");
    }
}
