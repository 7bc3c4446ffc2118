// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

/** Ends a command with one line for its user. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
