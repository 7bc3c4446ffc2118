// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.load.Insertion;
import io.github.kolink.load.LoadableModule;
import io.github.kolink.load.ModuleInsertion;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.SimulatedKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.resolve.ProvidedSymbol;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir
    private Path directory = Path.of("");

    private Path file() {
        return directory.resolve("modules.state");
    }

    /** Two modules as a simulated kernel has them after loading, and one with everything that is seldom there. */
    static LoaderState state() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        ModuleInsertion insertion = new ModuleInsertion(kernel, LoadableModule.linker(), Map.of());
        LoaderState state = new LoaderState("0d61c2ad-f9b2-4a14", "6.1.0-test", List.of());
        for (KernelModule module : List.of(
                LoadableModule.of("provider", "helper_one", "do_it"),
                LoadableModule.of("user", "helper_two", "do_it", "helper_one"))) {
            Insertion done = insertion.insert(module, "");
            assertTrue(done.isLoaded(), done.link().findings()::toString);
            state = state.with(ModuleRecord.of(done, kernel.list().get(0)));
        }
        ProvidedSymbol odd = new ProvidedSymbol(
                0xffffffffc0123456L,
                "odd",
                new Export(ExportClass.UNKNOWN, OptionalInt.of(0xfedcba98), Optional.of("A B\tC%")),
                Optional.empty());
        return state.with(new ModuleRecord(
                "odd",
                -4096,
                4096,
                ModuleState.GOING,
                true,
                1_700_000_000_000L,
                List.of(new Placed("text", -4096, 4096)),
                List.of(new Placed(".te\nxt", -4096, 12)),
                new TreeMap<>(Map.of("strange\u00e9name", odd)),
                List.of("provider", "user")));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        LoaderState state = state();
        new StateFile(file()).write(state);
        assertEquals(state, new StateFile(file()).read());
        ModuleRecord user = state.find("user").orElseThrow();
        assertEquals(List.of("provider"), user.uses());
        assertEquals(List.of("helper_two"), List.copyOf(user.exports().keySet()));
        assertTrue(
                user.sections().stream().noneMatch(section -> section.name().startsWith(".init")),
                "what is freed after init is not remembered");
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    @Test
    void theFormIsThatOfThePage() throws IOException {
        new StateFile(file()).write(state());
        List<String> lines = Files.readAllLines(file());
        assertEquals("kolink-state\t1", lines.get(0));
        assertEquals("boot\t0d61c2ad-f9b2-4a14", lines.get(1));
        assertEquals("release\t6.1.0-test", lines.get(2));
        assertTrue(lines.get(3).matches("module\tprovider\t0x[0-9a-f]+\t16384\tlive\tstays\t0"), lines.get(3));
        assertTrue(lines.contains("uses\tprovider"));
        assertTrue(lines.contains(
                "export\tstrange\u00e9name\t0xffffffffc0123456\tunknown\t0xfedcba98\tA B%0009C%0025\t-"));
        assertTrue(lines.get(lines.size() - 1).matches("end\t3\t[0-9a-f]{64}"));
    }

    /** Every file but a whole one is refused, with one line that names it: cut anywhere, any one byte changed. */
    @Test
    void aFileThatIsNotWholeIsRefused() throws IOException {
        new StateFile(file()).write(state());
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length < whole.length; length++) {
            refused(Arrays.copyOf(whole, length), "cut at " + length);
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            refused(changed, "changed at " + at);
        }
    }

    private void refused(byte[] bytes, String how) throws IOException {
        Files.write(file(), bytes);
        StateException refusal = assertThrows(StateException.class, new StateFile(file())::read, how);
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(file() + ": ") && message.lines().count() == 1, message);
    }

    @Test
    void theRefusalSaysWhatToDo() throws IOException {
        new StateFile(file()).write(state());
        String whole = Files.readString(file());
        assertEquals(
                file() + ": is cut off: its last line is not 'end'; make it again with 'kolink state save'",
                message(whole.substring(0, whole.length() - 30)));
        assertEquals(
                file()
                        + ": is damaged: its checksum is not that of its contents; make it again with 'kolink state save'",
                message(whole.replace("helper_one", "helper_two")));
        assertEquals(
                file() + ": has version 2, this kolink reads 1; use the kolink that wrote it",
                message(whole.replace("kolink-state\t1", "kolink-state\t2")));
        assertEquals(
                file() + ": does not begin with 'kolink-state' and a version; it is no state file", message("hello\n"));
    }

    /** A checksum does not make sense of nonsense: a forged file is refused by line. */
    @Test
    void aForgedFileIsRefusedByLine() throws Exception {
        for (String line : List.of(
                "region\ttext\t0x0\t1",
                "module\ta\t0x0\t1\tlive\tstays",
                "module\ta\t0x0\t1\tdead\tstays\t0",
                "module\ta\t0x0\tmany\tlive\tstays\t0",
                "module\ta\t12\t1\tlive\tstays\t0",
                "module\ta\t0x0\t1\tlive\tperhaps\t0",
                "novelty\t1",
                "boot\t%zz")) {
            String body = "kolink-state\t1\n" + line + "\n";
            byte[] sum =
                    java.security.MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
            String refusal =
                    message(body + "end\t0\t" + java.util.HexFormat.of().formatHex(sum) + "\n");
            assertTrue(refusal.startsWith(file() + ": line 2: "), line + " -> " + refusal);
        }
    }

    private String message(String text) throws IOException {
        Files.writeString(file(), text);
        return String.valueOf(
                assertThrows(StateException.class, new StateFile(file())::read).getMessage());
    }

    @Test
    void onlyWhatTheKernelConfirmsIsKept() {
        SimulatedKernel kernel = LoadableModule.kernel(false);
        ModuleInsertion insertion = new ModuleInsertion(kernel, LoadableModule.linker(), Map.of());
        Insertion done = insertion.insert(LoadableModule.of("provider", "helper_one", "do_it"), "");
        assertTrue(done.isLoaded());
        LoaderState kept = state().confirmedBy(kernel.list());
        assertEquals(
                List.of("provider"),
                kept.modules().stream().map(ModuleRecord::name).toList());
        ModuleRecord moved = new ModuleRecord(
                "provider", 1, 1, ModuleState.LIVE, false, 0, List.of(), List.of(), new TreeMap<>(), List.of());
        assertEquals(List.of(), state().with(moved).confirmedBy(kernel.list()).modules());
    }

    @Test
    void leftoversOfTheDeadAreRemovedAndOthersStay() throws IOException {
        Process dead = new ProcessBuilder("true").start();
        dead.onExit().join();
        Path left = Files.createFile(directory.resolve(".modules.state." + dead.pid() + ".1.new"));
        Path alive = Files.createFile(
                directory.resolve(".modules.state." + ProcessHandle.current().pid() + ".1.new"));
        Path other = Files.createFile(directory.resolve(".other.state." + dead.pid() + ".1.new"));
        new StateFile(file()).write(state());
        assertTrue(Files.notExists(left));
        try (Stream<Path> all = Files.list(directory)) {
            assertEquals(
                    List.of(alive, other, file()).stream().sorted().toList(),
                    all.sorted().toList());
        }
    }
}
