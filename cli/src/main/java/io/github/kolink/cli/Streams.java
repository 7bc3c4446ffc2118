// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes.
 *
 * @param out results
 * @param err talk
 * @param in for {@code --batch -}
 * @param terminal what of it is a terminal
 */
record Streams(PrintStream out, PrintStream err, InputStream in, Terminal terminal) {
    /** Prints a line of talk. */
    void say(String line) {
        err.print("kolink: " + Printable.text(line) + "\n");
        err.flush();
    }
}
