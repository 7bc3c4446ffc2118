// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code --help}, mixed into every command: picocli does not inherit it. */
@Command
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;
}
