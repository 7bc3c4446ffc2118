// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.io.IOException;

/** A requested name that means no module. */
public final class UnknownNameException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Of a name.
     *
     * @param name as it was asked for
     */
    public UnknownNameException(String name) {
        super("Module " + name + " not found");
    }
}
