// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.names;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.module.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** kmod's modprobe on a tree that is not the running kernel's; it loads nothing. */
final class Modprobe {
    private final List<String> command;

    Modprobe(Path root, String release) {
        Tool.named("modprobe"); // skips where it is not installed
        command = List.of("modprobe", "-d", root.toString(), "-S", release);
    }

    /** What it answers, each line but its complaints. */
    private record Answer(int code, List<String> lines) {}

    private Answer ask(Path config, String... more) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("-C", config.toString()));
        line.addAll(List.of(more));
        try {
            Process process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
            return new Answer(process.waitFor(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The configuration as it read it, without the indexes behind it. */
    List<String> configuration(Path config) {
        return ask(config, "-c").lines().stream()
                .takeWhile(line -> !line.startsWith("# End of configuration files"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Modules and steps of a name, ours against its. */
    void compare(NameResolver resolver, Path config, String name) throws IOException {
        Resolution resolution = resolver.resolve(name);
        List<String> modules =
                resolution.targets().stream().map(Resolution.Target::module).toList();
        Answer theirs = ask(config, "-R", "--", name);
        assertEquals(theirs.lines(), modules, () -> config + " -R " + name);
        assertEquals(theirs.code() == 0, !modules.isEmpty(), () -> config + " -R " + name);
        List<String> steps = new ArrayList<>();
        for (LoadPlan plan : resolver.plans(resolution, "")) {
            if (plan.blacklisted().isEmpty()) {
                plan.steps().stream()
                        .map(step -> step.line().stripTrailing())
                        .filter(line -> !line.isEmpty())
                        .forEach(steps::add);
            }
        }
        // kmod tells a module twice that two others need: it would find it loaded the second time.
        assertEquals(
                ask(config, "--show-depends", "--", name).lines().stream()
                        .map(String::stripTrailing)
                        .distinct()
                        .toList(),
                steps.stream().distinct().toList(),
                () -> config + " --show-depends " + name);
    }
}
