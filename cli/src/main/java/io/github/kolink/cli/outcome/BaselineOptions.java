// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that say what counts as a failure. */
@Command
public final class BaselineOptions {
    @Option(
            names = "--werror",
            description = "Warnings are failures: of modules that load, but with something in them that will not work.")
    private boolean strict;

    // picocli fills lists; at most one file is meant, and the last one counts.
    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "Findings listed here are told, but are no failures. Entries that fit nothing are told too.")
    private List<Path> known = new ArrayList<>();

    @Option(
            names = "--write-baseline",
            paramLabel = "FILE",
            description =
                    "Write all failures to FILE as known, and do not fail for them. With --baseline: what it lists"
                            + " and is still there keeps its reason, the rest goes.")
    private List<Path> written = new ArrayList<>();

    /** No options yet; picocli sets them. */
    public BaselineOptions() {}

    /**
     * Whether warnings are failures.
     *
     * @return true if so
     */
    public boolean strict() {
        return strict;
    }

    /**
     * The baseline to judge by.
     *
     * @return an empty one if none is given
     * @throws IOException if it cannot be read
     */
    public Baseline open() throws IOException {
        Optional<Path> file = last(known);
        return file.isPresent() ? Baseline.read(file.get()) : Baseline.empty();
    }

    /**
     * The baseline to judge by.
     *
     * @return its file, if one is given
     */
    public Optional<Path> known() {
        return last(known);
    }

    /**
     * The baseline to write.
     *
     * @return its file, if one is given
     */
    public Optional<Path> written() {
        return last(written);
    }

    private static Optional<Path> last(List<Path> files) {
        return files.isEmpty() ? Optional.empty() : Optional.of(files.get(files.size() - 1));
    }
}
