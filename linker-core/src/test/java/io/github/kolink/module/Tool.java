// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A program that reads ELF files too; tests that ask it are skipped where it is not installed. */
public final class Tool {
    private final String name;

    private Tool(String name) {
        this.name = name;
    }

    /** A program by name; skips the test if it cannot be started. */
    public static Tool named(String name) {
        try {
            Process process = new ProcessBuilder(name, "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return new Tool(name);
        } catch (IOException e) {
            Assumptions.abort(name + " is not installed");
            throw new UncheckedIOException(e);
        }
    }

    /** What it prints, on both channels; it must not fail. */
    public List<String> run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
            Assertions.assertEquals(0, process.waitFor(), () -> command + ": " + lines);
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
