// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.report.FindingLines;
import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Verdict;
import io.github.kolink.load.LoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** Loads a module and tells what came of it. */
public final class Telling {
    private final Streams streams;
    private final IntFunction<String> words;

    /**
     * Tells in a tool's words.
     *
     * @param streams where it is told
     * @param words for an errno
     */
    public Telling(Streams streams, IntFunction<String> words) {
        this.streams = streams;
        this.words = words;
    }

    /**
     * Loads a module.
     *
     * @param backend where it goes
     * @param file the module
     * @param shown what it is called
     * @param parameters as the kernel takes them
     * @return 0 if it is loaded
     * @throws IOException if the file cannot be read
     */
    public int insert(Backend backend, Path file, String shown, String parameters) throws IOException {
        Attempt attempt;
        try {
            attempt = backend.insert(file, parameters);
        } catch (LoadException e) {
            streams.say("could not insert " + shown + ": " + words.apply(e.number()) + "; " + e.getMessage());
            return ExitCode.FINDINGS;
        }
        attempt.notes().forEach(line -> streams.say("kernel: " + line));
        if (attempt.refused().isPresent()) {
            FindingLines.of(file.toString(), attempt.refused().get(), Severity.NOTE, new Palette(false))
                    .forEach(line -> streams.err().print(line + "\n"));
            streams.err().flush();
            return attempt.refused().get().verdict() == Verdict.UNKNOWN ? ExitCode.UNKNOWN : ExitCode.FINDINGS;
        }
        if (attempt.init() < 0) {
            streams.say("could not insert " + shown + ": " + words.apply(-attempt.init()) + "; its init said so");
            return ExitCode.FINDINGS;
        }
        return ExitCode.OK;
    }
}
