// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.table;

/**
 * A source that a reader refuses, in the words of {@link io.github.kolink.symbols.SymbolSourceException}. No
 * {@link java.io.IOException}, so that the compiler makes the package above turn it into that one.
 */
public final class RefusedSourceException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param file name of the source
     * @param reason where, why, and what to do
     */
    public RefusedSourceException(String file, String reason) {
        super(file + ": " + reason);
    }

    /**
     * Makes an exception that keeps its cause.
     *
     * @param file name of the source
     * @param reason where, why, and what to do
     * @param cause what was thrown below
     */
    public RefusedSourceException(String file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }

    /**
     * Makes an exception about a line of a text.
     *
     * @param file name of the source
     * @param line number of the line, from 1
     * @param reason why, and what to do
     * @return the exception, to be thrown
     */
    public static RefusedSourceException atLine(String file, long line, String reason) {
        return new RefusedSourceException(file + ":" + line, reason);
    }
}
