// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.stub;

import io.github.kolink.cli.terminal.Streams;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kolink stub}. */
@Command(name = "stub", header = "Load the kernel side of kolink.")
public final class StubCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private StubCommand() {}

    /**
     * The verb with its own.
     *
     * @param streams where it reads and writes
     * @return the command line
     */
    public static CommandLine commandLine(Streams streams) {
        return new CommandLine(new StubCommand()).addSubcommand(new StubLoadCommand(streams));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: load");
    }
}
