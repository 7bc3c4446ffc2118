// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import java.io.IOException;

/** Runs what {@code install}, {@code remove} and the hooks of modules.conf say, as system(3) does. */
@FunctionalInterface
public interface ShellCommand {
    /** The shell of this system; its output is ours. */
    ShellCommand SYSTEM = (module, command) -> {
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", command).inheritIO();
        shell.environment().put("MODPROBE_MODULE", module);
        try {
            return shell.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running: " + command, e);
        }
    };

    /**
     * Runs a command.
     *
     * @param module that it is about, which the command finds in MODPROBE_MODULE
     * @param command a line of shell
     * @return its exit code
     * @throws IOException if it cannot be started
     */
    int run(String module, String command) throws IOException;
}
