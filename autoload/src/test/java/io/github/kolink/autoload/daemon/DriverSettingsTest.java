// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverSettingsTest {
    @TempDir
    private Path root = Path.of("");

    private DriverSettings settings() throws IOException {
        return new DriverSettings(root.resolve("sys"), Files.createDirectories(root.resolve("kept")));
    }

    private Path parameter(String name, String value, String permissions) throws IOException {
        Path file = root.resolve("sys/snd_dummy/parameters").resolve(name);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.writeString(file, value + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void settingsSurviveAnUnload() throws IOException {
        Path volume = parameter("volume", "17", "rw-r--r--");
        Path odd = parameter("odd", "a\tb%\nc", "rw-------");
        Path fixed = parameter("fixed", "1", "r--r--r--");
        settings().beforeRemoval("snd_dummy");
        parameter("volume", "0", "rw-r--r--");
        parameter("odd", "", "rw-------");
        parameter("fixed", "2", "r--r--r--");
        settings().afterLoad("snd_dummy");
        assertEquals("17\n", Files.readString(volume));
        assertEquals("a\tb%\nc\n", Files.readString(odd));
        assertEquals("2\n", Files.readString(fixed), "what cannot be set is left alone");
    }

    @Test
    void nothingIsKeptOfAModuleWithoutSettings() throws IOException {
        settings().beforeRemoval("bare");
        settings().afterLoad("bare");
        try (var kept = Files.list(root.resolve("kept"))) {
            assertEquals(0, kept.count());
        }
    }

    @Test
    void theServiceDoesItAroundRemovalAndLoad() throws IOException {
        SimulatedSystem system = new SimulatedSystem();
        system.tree.put("snd_dummy", List.of());
        Path volume = parameter("volume", "17", "rw-r--r--");
        ModuleService service = new ModuleService(
                system, ModuleMarks.inMemory(), List.of(settings()), new VirtualClock(), Runnable::run, 8);
        service.request("snd_dummy", 0).join();
        assertTrue(service.release("snd_dummy").join().isDone());
        parameter("volume", "0", "rw-r--r--");
        service.request("snd_dummy", 0).join();
        assertEquals("17\n", Files.readString(volume));
    }

    @Test
    void aHookIsCalledWithWhatAndWhom() throws IOException {
        Path told = root.resolve("told");
        Path program = root.resolve("hook");
        Files.writeString(program, "#!/bin/sh\necho \"$@ $HOME $TERM $PATH $(env | wc -l)\" >>" + told + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        CommandHook hook = new CommandHook(program, Duration.ofMinutes(1));
        hook.afterLoad("dummy");
        hook.beforeRemoval("dummy");
        List<String> lines = Files.readAllLines(told);
        assertTrue(lines.get(0).startsWith("post-load dummy / linux /sbin:/usr/sbin:/bin:/usr/bin "), lines.get(0));
        assertTrue(lines.get(1).startsWith("pre-remove dummy "), lines.get(1));
        Files.writeString(program, "#!/bin/sh\nexit 3\n");
        assertTrue(String.valueOf(assertThrows(IOException.class, () -> hook.afterLoad("x"))
                        .getMessage())
                .endsWith("post-load x: exit code 3"));
        Files.writeString(program, "#!/bin/sh\nexec sleep 100\n");
        CommandHook hasty = new CommandHook(program, Duration.ofMillis(100));
        assertTrue(String.valueOf(assertThrows(IOException.class, () -> hasty.afterLoad("x"))
                        .getMessage())
                .contains("killed"));
    }

    @Test
    void valuesAreKeptAndAnEmptyOneDeletes() throws IOException {
        Path file = root.resolve("values");
        KeyValueStore store = new KeyValueStore(file);
        store.set("sound/volume", "17 %\n");
        store.set("b", "1");
        assertEquals(Map.of("sound/volume", "17 %\n", "b", "1"), new KeyValueStore(file).all());
        store.set("b", "");
        assertEquals(Optional.empty(), new KeyValueStore(file).get("b"));
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 2));
        assertTrue(String.valueOf(assertThrows(IOException.class, () -> new KeyValueStore(file))
                        .getMessage())
                .endsWith("no file of values, or cut off; remove it to begin anew"));
    }
}
