// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import java.io.IOException;
import java.nio.file.Path;

/** A state file that cannot be used: which, why, and what to do. */
public final class StateException extends IOException {
    private static final long serialVersionUID = 1L;

    StateException(Path file, String problem, String advice) {
        super(file + ": " + problem + "; " + advice);
    }
}
