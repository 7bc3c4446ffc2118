// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import io.github.kolink.finding.LinkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command into one line and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Streams streams;

    Failures(Streams streams) {
        this.streams = streams;
    }

    @Override
    public int handleParseException(ParameterException problem, String[] args) {
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        streams.err().print(command + ": " + Printable.text(reason(problem)) + "\n");
        if (problem instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            streams.err().print("Did you mean: " + String.join(" or ", unmatched.getSuggestions()) + "?\n");
        }
        streams.err().print("Try '" + command + " --help'.\n");
        streams.err().flush();
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception problem, CommandLine commandLine, ParseResult parsed) {
        if (problem instanceof Failure failure) {
            streams.say(reason(failure));
            return failure.exitCode();
        }
        if (problem instanceof UncheckedIOException && problem.getCause() instanceof IOException cause) {
            return input(cause);
        }
        if (problem instanceof IOException io) {
            return input(io);
        }
        if (problem instanceof LinkException) {
            streams.say(reason(problem));
            return ExitCode.INPUT;
        }
        return internal(streams, problem);
    }

    private int input(IOException problem) {
        streams.say(describe(problem));
        return ExitCode.INPUT;
    }

    /** What a failed read or write says to a user. */
    static String describe(IOException problem) {
        if (problem instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or directory";
        }
        if (problem instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (problem instanceof NotDirectoryException file) {
            return file.getFile() + ": not a directory";
        }
        if (problem instanceof FileSystemException other) {
            return Objects.requireNonNullElse(other.getFile(), "?") + ": "
                    + Objects.requireNonNullElse(other.getReason(), "cannot be used");
        }
        return reason(problem);
    }

    static int internal(Streams streams, Throwable problem) {
        streams.say("internal error: " + problem
                + " -- please report it with this line and the command line; KOLINK_DEBUG=1 shows where it happened");
        if ("1".equals(System.getenv("KOLINK_DEBUG"))) {
            problem.printStackTrace(streams.err());
        }
        return ExitCode.INPUT;
    }

    private static String reason(Throwable problem) {
        return Objects.requireNonNullElse(
                problem.getMessage(), problem.getClass().getSimpleName());
    }
}
