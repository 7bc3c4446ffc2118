// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    /** All that can be known of the kernel of testdata/built/x86_64, in one snapshot: nothing about a load is unknown. */
    public static Path kernel() {
        return FixtureSnapshot.FILE;
    }

    /** Made once. */
    private static final class FixtureSnapshot {
        static final Path FILE = make();

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("kolink");
                folder.toFile().deleteOnExit();
                Path file = folder.resolve("x86_64.snapshot");
                CommandRun run = of(
                        "snapshot",
                        "create",
                        "--kallsyms",
                        x86("kallsyms"),
                        "--symvers",
                        x86("Module.symvers"),
                        "--config",
                        x86("config"),
                        "--module",
                        x86("exporter.ko"),
                        "-o",
                        file);
                file.toFile().deleteOnExit();
                if (run.code() != 0) {
                    throw new IllegalStateException(run.err());
                }
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
