// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a writer at random moments: {@code KOLINK_KILLS} times, 12 if that is not set. */
class KilledWriterTest {
    private static final int MODULES = 200;

    @TempDir
    private Path directory = Path.of("");

    /** Writes the state of generation 1, 2, 3 ... and prints each number when it is written. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws IOException {
            StateFile file = new StateFile(Path.of(args[0]));
            for (int generation = Integer.parseInt(args[1]); ; generation++) {
                file.write(generation(generation));
                System.out.println(generation);
                System.out.flush();
            }
        }

        private static LoaderState generation(int number) {
            ModuleRecord pattern = StateFileTest.state().find("provider").orElseThrow();
            List<ModuleRecord> modules = new ArrayList<>();
            for (int i = 0; i < MODULES; i++) {
                modules.add(new ModuleRecord(
                        "m" + i,
                        pattern.base(),
                        pattern.size(),
                        pattern.state(),
                        true,
                        number,
                        pattern.regions(),
                        pattern.sections(),
                        pattern.exports(),
                        List.of()));
            }
            return new LoaderState("boot", "release", modules);
        }
    }

    @Test
    void theOldStateOrTheNewIsThere() throws Exception {
        int kills = Integer.parseInt(Objects.requireNonNullElse(System.getenv("KOLINK_KILLS"), "12"));
        Path file = directory.resolve("modules.state");
        Path out = Files.createTempFile("generations", ".txt");
        Random random = new Random();
        long last = 0;
        for (int kill = 0; kill < kills; kill++) {
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            file.toString(),
                            Long.toString(last + 1))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(out.toFile())
                    .start();
            while (told(out) < 0) {
                assertTrue(writer.isAlive(), "the writer cannot write");
                Thread.sleep(1);
            }
            Thread.sleep(random.nextInt(60), random.nextInt(1_000_000));
            writer.destroyForcibly();
            writer.onExit().join();
            long told = told(out);
            LoaderState state = new StateFile(file).read();
            long generation = state.modules().get(0).lastUsed();
            assertEquals(MODULES, state.modules().size());
            assertTrue(state.modules().stream().allMatch(module -> module.lastUsed() == generation));
            // What was told is there; the next one may have taken its place before its writer could tell.
            assertTrue(generation == told || generation == told + 1, generation + " after " + told);
            last = generation;
        }
        Files.delete(out);
        new StateFile(file).write(StateFileTest.state());
        try (Stream<Path> all = Files.list(directory)) {
            assertEquals(List.of(file), all.toList(), "nothing is left beside it");
        }
    }

    /** The last number that was printed whole; -1 if there is none yet. */
    private static long told(Path out) throws IOException {
        String text = Files.readString(out);
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        return lines.isEmpty() ? -1 : Long.parseLong(lines.get(lines.size() - 1));
    }
}
