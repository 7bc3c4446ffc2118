// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.autoloadd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.autoload.daemon.UnknownNameException;
import io.github.kolink.cli.backend.ListedKernel;
import io.github.kolink.cli.backend.ShellCommand;
import io.github.kolink.cli.backend.WrittenTree;
import io.github.kolink.load.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon makes of a name; commands are run by a real shell, the kernel is a list. */
class NamedModulesTest {
    @TempDir
    private Path directory = Path.of("");

    private final ListedKernel kernel = new ListedKernel();
    private final List<String> log = new ArrayList<>();

    private NamedModules modules(String configuration) throws IOException {
        return new NamedModules(
                new WrittenTree(directory).configured(configuration).names(), kernel, ShellCommand.SYSTEM, log::add);
    }

    @Test
    void ofSeveralModulesEachIsTriedAndOneIsEnough() throws IOException {
        kernel.refused.add("other");
        NamedModules modules = modules("alias net-pf-9 other\nalias net-pf-9 base\nalias net-pf-9 before\n");
        assertEquals(List.of("base", "before"), modules.load("net-pf-9"));
        assertEquals(List.of("insert other", "insert base", "insert before"), kernel.done);
        assertEquals(1, log.size());
        assertTrue(log.get(0).startsWith("net-pf-9: init_module other"), log.get(0));
    }

    @Test
    void theLastRefusalIsTheAnswerIfNoneLoads() throws IOException {
        kernel.refused.addAll(List.of("other", "base"));
        NamedModules modules = modules("alias net-pf-9 other\nalias net-pf-9 base\n");
        LoadException refused = assertThrows(LoadException.class, () -> modules.load("net-pf-9"));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("init_module base"), refused::getMessage);
    }

    /** modules.conf(5) of modutils: off is nothing, null is done with nothing. */
    @Test
    void aNameMayBeSwitchedOffOrStandForNothing() throws IOException {
        NamedModules modules = modules("alias net-pf-8 off\nalias net-pf-7 null\n");
        LoadException off = assertThrows(LoadException.class, () -> modules.load("net-pf-8"));
        assertEquals("ENOENT", off.errnoName());
        assertEquals(List.of(), modules.load("net-pf-7"));
        assertThrows(UnknownNameException.class, () -> modules.load("net-pf-6"));
        assertEquals(List.of(), kernel.done);
    }

    @Test
    void anInstallCommandIsRunInTheModulesPlace() throws IOException {
        Path trace = directory.resolve("trace");
        NamedModules modules =
                modules("install top echo $MODPROBE_MODULE >>" + trace + "\ninstall other echo no; exit 3\n");
        assertEquals(List.of("top"), modules.load("top"));
        assertEquals("top\n", Files.readString(trace));
        assertEquals(List.of("insert base", "insert middle"), kernel.done);
        IOException failed = assertThrows(IOException.class, () -> modules.load("other"));
        assertEquals(
                "install command 'echo no; exit 3' for module other: exit code 3", String.valueOf(failed.getMessage()));
    }
}
