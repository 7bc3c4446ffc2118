// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.terminal;

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
public record Streams(PrintStream out, PrintStream err, InputStream in, Terminal terminal) {
    /**
     * Prints a line of talk.
     *
     * @param line of any origin: it is made printable
     */
    public void say(String line) {
        err.print("kolink: " + Printable.text(line) + "\n");
        err.flush();
    }
}
