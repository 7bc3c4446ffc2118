// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.kolink.state.DependencyGraph;
import io.github.kolink.state.LoaderState;
import io.github.kolink.state.StateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.StringJoiner;

/** State files of an initrd that somebody else made. */
class StateFuzzTest {
    private static final Path FILE = file();

    private static Path file() {
        try {
            return Files.createTempDirectory("kolink-fuzz").resolve("state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FuzzTest
    void state(byte[] file) {
        Bounds.check(file, () -> told(file));
    }

    /** Lines between a right first and a right last one. */
    @FuzzTest
    void forgedState(byte[] lines) {
        byte[] file = forged(lines);
        Bounds.check(file, () -> told(file));
    }

    private static byte[] forged(byte[] lines) {
        String text = "kolink-state\t1\n" + new String(lines, StandardCharsets.ISO_8859_1);
        String body = text.endsWith("\n") ? text : text + "\n";
        long modules = body.lines().filter(line -> line.startsWith("module\t")).count();
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        try {
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return (body + "end\t" + modules + "\t" + sum + "\n").getBytes(StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String told(byte[] file) throws IOException {
        Files.write(FILE, file);
        LoaderState state = new StateFile(FILE).read();
        DependencyGraph graph = state.graph();
        StringJoiner told =
                new StringJoiner(" ").add(state.toString()).add(graph.missing().toString());
        for (String module : graph.modules()) {
            told.add(module + " " + graph.references(module) + " " + graph.removalOrder(module));
        }
        return told.add(
                        state.exports().toString().isEmpty()
                                ? ""
                                : state.bases().toString())
                .toString();
    }
}
