// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A command line, run in this process.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it said
 */
public record CommandRun(int code, String out, String err) {
    /** Runs it with nothing to read. */
    public static CommandRun of(Object... args) {
        return reading("", args);
    }

    /** Runs it with standard input. */
    public static CommandRun reading(String input, Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        Streams streams = new Streams(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                in,
                Terminal.NONE);
        int code = Kolink.run(streams, words);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A file of testdata/built: a real file, as commands open paths. */
    public static Path built(String name) {
        String testdata = Objects.requireNonNull(
                System.getProperty("kolink.testdata"), "set -Dkolink.testdata to the folder testdata");
        return Path.of(testdata, "built", name);
    }

    /** A file of testdata/built/x86_64. */
    public static Path x86(String name) {
        return built("x86_64").resolve(name);
    }
}
