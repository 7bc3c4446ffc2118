// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import io.github.kolink.link.LinkResult;
import java.io.IOException;

/** One form of {@code check}'s report. Told of each file in order, then closed. */
interface CheckReport extends AutoCloseable {
    /** Whether a result is printed at once. */
    boolean shows(LinkResult result);

    /** A module was linked, or refused. */
    void linked(String path, LinkResult result);

    /** A file could not be read. */
    void unreadable(String path, String problem);

    /** Prints the rest. */
    @Override
    void close() throws IOException;
}
