// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that kolink is compared with. A test that needs one which is not installed is skipped, and says so. */
record ExternalTool(String program, String debianPackage) {
    private static final int TIMEOUT_SECONDS = 60;

    /** What a program said: both streams, separately. */
    record Output(String out, String err) {}

    void assumeInstalled() {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .anyMatch(Files::isExecutable);
        assumeTrue(found, program + " is not installed: apt-get install " + debianPackage);
    }

    /** Runs the program in a folder; it must exit with 0. */
    Output run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        assumeInstalled();
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        Output output = new Output(
                Files.readString(out, StandardCharsets.ISO_8859_1), Files.readString(err, StandardCharsets.ISO_8859_1));
        assertTrue(ended, () -> command + " did not end in " + TIMEOUT_SECONDS + " s");
        assertEquals(0, process.exitValue(), () -> command + ": " + output);
        return output;
    }
}
