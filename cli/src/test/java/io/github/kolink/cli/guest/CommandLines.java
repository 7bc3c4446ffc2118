// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.guest;

import io.github.kolink.cli.Kolink;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command, many times in one JVM: each line of standard input is a command line. For each it prints {@code =}, the line,
 * and what came of it: 0, the errno's name that the command told, or its exit code; before it what the command printed.
 */
public final class CommandLines {
    private static final Pattern ERRNO = Pattern.compile("\\((E[A-Z0-9]+)\\)");

    private CommandLines() {}

    /**
     * Runs them.
     *
     * @param args none
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
                Streams streams = new Streams(both, both, InputStream.nullInputStream(), Terminal.ofProcess());
                int code = Kolink.run(streams, line.strip().split(" +"));
                out.print(said.toString(StandardCharsets.UTF_8));
                out.println("= " + line.strip() + ": " + outcome(code, said.toString(StandardCharsets.UTF_8)));
            }
        }
    }

    /**
     * What came of a command.
     *
     * @param code its exit code
     * @param said what it printed
     * @return 0, the errno's name that it told, or its exit code
     */
    public static String outcome(int code, String said) {
        Matcher errno = ERRNO.matcher(said);
        return code != 0 && errno.find() ? errno.group(1) : Integer.toString(code);
    }
}
