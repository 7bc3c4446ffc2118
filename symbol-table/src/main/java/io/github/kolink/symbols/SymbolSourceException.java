// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import io.github.kolink.symbols.table.RefusedSourceException;
import java.io.IOException;

/**
 * A symbol source that cannot be used. The message says which file, where, why, and what to do.
 *
 * @since 0.1
 */
public final class SymbolSourceException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param file name of the source
     * @param reason where, why, and what to do
     */
    public SymbolSourceException(String file, String reason) {
        super(file + ": " + reason);
    }

    /**
     * Makes an exception that keeps its cause.
     *
     * @param file name of the source
     * @param reason where, why, and what to do
     * @param cause what was thrown below
     */
    public SymbolSourceException(String file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }

    /** Says what a reader or the snapshot file's own package said, and where it was said. */
    SymbolSourceException(RefusedSourceException refused) {
        super(refused.getMessage(), refused.getCause());
        setStackTrace(refused.getStackTrace());
    }
}
