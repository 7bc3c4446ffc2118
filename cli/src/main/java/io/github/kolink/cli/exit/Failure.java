// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.exit;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/** Ends a command with one line for its user. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * A failure.
     *
     * @param exitCode the command's
     * @param message the line
     */
    public Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /**
     * How the command ends.
     *
     * @return its exit code
     */
    public int exitCode() {
        return exitCode;
    }

    /**
     * What a problem says to a user: a failed read or write, the file and why; anything else, its message.
     *
     * @param problem any
     * @return one line, not made printable
     */
    public static String describe(Throwable problem) {
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
        return Objects.requireNonNullElse(
                problem.getMessage(), problem.getClass().getSimpleName());
    }
}
