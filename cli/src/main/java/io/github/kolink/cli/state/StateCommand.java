// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.state;

import io.github.kolink.cli.terminal.Streams;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kolink state}. */
@Command(
        name = "state",
        header = "Hand over what is loaded, and where, from an initrd to the final root.",
        description = {
            "%nA state file holds the placements, exports, users and marks of the modules that are loaded. With it,"
                    + " dependent modules are linked without the files of those that are loaded, and without symbols"
                    + " from the kernel (kolink link --state). docs/state.md describes it.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  # In the initrd, and behind switch_root:",
            "  kolink state save /run/kolink.state",
            "  kolink state restore /run/kolink.state /var/lib/kolink.state",
            "",
            "  # Who uses whom, computed from the modules' files, against the kernel's own account:",
            "  kolink state show"
        })
public final class StateCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private StateCommand() {}

    /**
     * The verb with its own.
     *
     * @param streams where it reads and writes
     * @return the command line
     */
    public static CommandLine commandLine(Streams streams) {
        return new CommandLine(new StateCommand())
                .addSubcommand(new StateSaveCommand(streams))
                .addSubcommand(new StateRestoreCommand(streams))
                .addSubcommand(new StateShowCommand(streams));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: save, restore or show");
    }
}
