// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A program of the user's, called as {@code PROGRAM pre-remove MODULE} and {@code PROGRAM post-load MODULE}, with the
 * environment that the kernel gives its helpers (kernel/kmod.c, 6.1).
 */
public final class CommandHook implements LifeHook {
    private final Path program;
    private final Duration limit;

    /**
     * A program.
     *
     * @param program its file
     * @param limit how long it may take before it is killed
     */
    public CommandHook(Path program, Duration limit) {
        this.program = program;
        this.limit = limit;
    }

    @Override
    public void beforeRemoval(String module) throws IOException {
        run("pre-remove", module);
    }

    @Override
    public void afterLoad(String module) throws IOException {
        run("post-load", module);
    }

    private void run(String when, String module) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), when, module)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().clear();
        builder.environment().put("HOME", "/");
        builder.environment().put("TERM", "linux");
        builder.environment().put("PATH", "/sbin:/usr/sbin:/bin:/usr/bin");
        Process process = builder.start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        program + " " + when + " " + module + ": killed after " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(program + " " + when + " " + module + ": interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(program + " " + when + " " + module + ": exit code " + process.exitValue());
        }
    }
}
