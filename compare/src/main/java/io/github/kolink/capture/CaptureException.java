// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import java.io.IOException;
import java.nio.file.Path;

/** A capture that is damaged, incomplete or of a format this version does not know. */
public final class CaptureException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * A problem of one file.
     *
     * @param file which
     * @param problem what is wrong with it
     */
    public CaptureException(Path file, String problem) {
        super(file + ": " + problem);
    }
}
