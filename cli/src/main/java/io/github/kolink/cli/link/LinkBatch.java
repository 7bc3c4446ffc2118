// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.terminal.Streams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Runs one {@code link} command line per line of a file, in one process. */
final class LinkBatch {
    private final Streams streams;
    private final ToIntFunction<List<String>> kolink;

    LinkBatch(Streams streams, ToIntFunction<List<String>> kolink) {
        this.streams = streams;
        this.kolink = kolink;
    }

    /** Runs all lines and returns the worst of their exit codes. */
    int run(String file) throws IOException {
        if (file.equals("-")) {
            return run("standard input", streams.in());
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return run(file, in);
        }
    }

    private int run(String name, InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int worst = ExitCode.OK;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            int code = line(name + ":" + number, line);
            if (code != ExitCode.OK) {
                streams.say(name + ":" + number + ": exit code " + code);
            }
            worst = ExitCode.worse(worst, code);
        }
        return worst;
    }

    private int line(String where, String line) {
        List<String> words;
        try {
            words = new ArrayList<>(ShellWords.of(line));
        } catch (IllegalArgumentException e) {
            streams.say(where + ": " + e.getMessage());
            return ExitCode.USAGE;
        }
        if (words.isEmpty()) {
            return ExitCode.OK;
        }
        if (words.get(0).equals("kolink")) {
            words.remove(0);
        }
        if (words.isEmpty() || !words.get(0).equals("link")) {
            words.add(0, "link");
        }
        if (words.stream().anyMatch(word -> word.equals("--batch") || word.startsWith("--batch="))) {
            streams.say(where + ": a batch cannot start another");
            return ExitCode.USAGE;
        }
        return kolink.applyAsInt(words);
    }
}
