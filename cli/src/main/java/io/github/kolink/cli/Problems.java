// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.finding.LinkException;
import io.github.kolink.load.LoadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;

/** What an exception that ends a command is told as, whoever runs the command. */
final class Problems {
    private Problems() {}

    /** Says one line; gives the exit code. */
    static int tell(Streams streams, Exception problem) {
        if (problem instanceof Failure failure) {
            streams.say(Failure.describe(failure));
            return failure.exitCode();
        }
        Throwable cause = problem instanceof UncheckedIOException unchecked ? unchecked.getCause() : problem;
        if (cause instanceof IOException || cause instanceof LinkException || cause instanceof LoadException) {
            streams.say(Failure.describe(cause));
            return ExitCode.INPUT;
        }
        if (problem instanceof InvalidPathException path) {
            streams.say(path.getInput() + ": no name of a file (" + path.getReason()
                    + "); if letters are missing, set LC_ALL=C.UTF-8");
            return ExitCode.INPUT;
        }
        return internal(streams, problem);
    }

    /** A defect of ours. */
    static int internal(Streams streams, Throwable problem) {
        streams.say("internal error: " + problem
                + " -- please report it with this line and the command line; KOLINK_DEBUG=1 shows where it happened");
        if ("1".equals(System.getenv("KOLINK_DEBUG"))) {
            problem.printStackTrace(streams.err());
        }
        return ExitCode.INPUT;
    }
}
