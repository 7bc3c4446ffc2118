// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import java.io.IOException;

/** One form of report. Told of each kernel, behind it of each of its modules in order, then closed. */
interface CheckReport extends AutoCloseable {
    /** Whether a module is printed at once. */
    default boolean shows(CheckedModule module) {
        return false;
    }

    /** The modules that follow were checked for this kernel. */
    void kernel(CheckedKernel kernel);

    /** A module was checked, or could not be read. */
    void module(CheckedModule module);

    /** Prints the rest. */
    @Override
    void close() throws IOException;
}
