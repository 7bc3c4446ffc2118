// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.rmmod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.autoload.daemon.ModuleMarks;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import io.github.kolink.kernel.device.RunningModules;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RmmodCommandTest {
    private final List<String> removed = new ArrayList<>();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static ResidentModule module(String name, int references, String... users) {
        return new ResidentModule(name, 0, 4096, ModuleState.LIVE, references, List.of(users), OptionalInt.empty());
    }

    private int rmmod(String... names) {
        RunningModules kernel = new RunningModules() {
            @Override
            public List<ResidentModule> list() {
                return List.of(
                        module("free_one", 0),
                        module("used", 1, "one", "two"),
                        module("busy", 1),
                        module("permanent", 0));
            }

            @Override
            public void remove(String name) {
                if (name.equals("permanent")) {
                    throw new LoadException("delete_module", Errno.EBUSY);
                }
                removed.add(name);
            }
        };
        PrintStream out = new PrintStream(err, true, StandardCharsets.UTF_8);
        Streams streams = new Streams(out, out, InputStream.nullInputStream(), Terminal.NONE);
        return new CommandLine(new RmmodCommand(streams, () -> kernel)).execute(names);
    }

    @Test
    void eachIsToldByItself() {
        assertEquals(1, rmmod("nosuch", "used", "busy", "permanent", "/x/free-one.ko"));
        assertEquals(List.of("free_one"), removed);
        assertEquals(
                "kolink: Module nosuch is not currently loaded\n"
                        + "kolink: Module used is in use by: one two\n"
                        + "kolink: Module busy is in use\n"
                        + "kolink: could not remove module permanent: Device or resource busy (EBUSY)\n",
                err.toString(StandardCharsets.UTF_8));
        assertEquals(0, rmmod("free_one"));
    }

    /** What cron does every five minutes: the second time what was unused goes, users first, and then nothing. */
    @Test
    void allRemovesWhatIsUnusedFromOneTimeToTheNext(@TempDir Path folder) throws IOException {
        List<ResidentModule> loaded = new ArrayList<>(
                List.of(module("top", 0), module("below", 1, "top"), module("kept", 0), module("busy", 1)));
        RunningModules kernel = new RunningModules() {
            @Override
            public List<ResidentModule> list() {
                return List.copyOf(loaded);
            }

            @Override
            public void remove(String name) {
                loaded.removeIf(module -> module.name().equals(name));
                loaded.replaceAll(module -> module.users().contains(name) ? module(module.name(), 0) : module);
                removed.add(name);
            }
        };
        Path file = folder.resolve("marks");
        assertEquals(0, sweep(kernel, file), "nothing is marked");
        ModuleMarks marks = ModuleMarks.in(file);
        for (String name : List.of("top", "below", "busy")) {
            marks.set(name, new ModuleMarks.Mark(true, true, 0));
        }
        marks.save();
        assertEquals(0, sweep(kernel, file));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, sweep(kernel, file));
        assertEquals("top\nbelow\n", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, sweep(kernel, file));
        assertEquals(List.of("top", "below"), removed);
        assertEquals(2, rmmod("--all", "dummy"), "one or the other");
        assertEquals(2, rmmod());
    }

    private int sweep(RunningModules kernel, Path marks) {
        PrintStream out = new PrintStream(err, true, StandardCharsets.UTF_8);
        Streams streams = new Streams(out, out, InputStream.nullInputStream(), Terminal.NONE);
        return new CommandLine(new RmmodCommand(streams, () -> kernel)).execute("--all", "--marks", marks.toString());
    }
}
