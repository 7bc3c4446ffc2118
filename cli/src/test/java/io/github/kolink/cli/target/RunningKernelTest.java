// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import static io.github.kolink.cli.CommandRun.x86;
import static io.github.kolink.cli.target.MountedSystem.RELEASE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.module.TestModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.LoadedModule;
import io.github.kolink.symbols.ReferenceModule;
import io.github.kolink.symbols.SourceKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunningKernelTest {
    private static final ElfMachine MACHINE = Architecture.all().stream()
            .filter(architecture -> architecture.unameMachine().equals("x86_64"))
            .findFirst()
            .orElseThrow()
            .machine();

    @TempDir
    private Path folder;

    @Test
    void everythingThatCanBeReadIsRead() throws IOException {
        MountedSystem.below(folder)
                .with("proc/cmdline", "quiet module_blacklist=foo\n")
                .with("proc/modules", "nls_utf8 16384 1 - Live 0x0000000000000000 (OE)\n")
                .with("boot/config-" + RELEASE, "CONFIG_MODULES=y\n")
                .with(
                        "lib/modules/" + RELEASE + "/modules.builtin.modinfo",
                        "a.license=GPL\0a.parm=x:y\0b.license=GPL\0");
        RunningKernel kernel = RunningKernel.of(folder);
        KernelSnapshot snapshot = KernelSnapshot.merge(kernel.parts());
        assertEquals(RELEASE, kernel.release());
        assertEquals(List.of(), kernel.notes());
        assertTrue(snapshot.hasAddresses());
        assertEquals("y", snapshot.config().get("CONFIG_MODULES"));
        assertEquals(
                Optional.of("quiet module_blacklist=foo"), snapshot.system().commandLine());
        assertEquals(
                Optional.of(List.of(new LoadedModule("nls_utf8", LoadedModule.State.LIVE, "OE"))),
                snapshot.system().loaded());
        assertEquals(Optional.of(List.of("a")), snapshot.system().builtin());
        assertEquals(
                List.of(
                        SourceKind.SYMBOL_LIST,
                        SourceKind.KERNEL_CONFIG,
                        SourceKind.COMMAND_LINE,
                        SourceKind.LOADED_MODULES,
                        SourceKind.BUILTIN_MODULES),
                snapshot.sources().stream().map(source -> source.kind()).toList());
    }

    @Test
    void aFileThatDoesNotHelpIsNamed() throws IOException {
        MountedSystem.below(folder).with("boot/vmlinuz-" + RELEASE, "no kernel").with("proc/modules", "no list\n");
        RunningKernel kernel = RunningKernel.of(folder);
        assertTrue(kernel.parts().size() == 1);
        assertEquals(2, kernel.notes().size(), kernel.notes().toString());
        assertTrue(
                kernel.notes().get(0).contains("vmlinuz-" + RELEASE),
                kernel.notes().toString());
        assertTrue(kernel.notes().get(1).contains("line 1"), kernel.notes().toString());
    }

    @Test
    void withoutProcTheOnlyInstalledKernelIsMeant() throws IOException {
        Files.createDirectories(folder.resolve("lib/modules/6.1.0-a"));
        assertEquals("6.1.0-a", RunningKernel.of(folder).release());
        Failure nothing =
                assertThrows(Failure.class, () -> RunningKernel.of(folder).parts());
        assertTrue(nothing.getMessage().contains("nothing tells of kernel 6.1.0-a"), nothing.getMessage());
        Files.createDirectories(folder.resolve("lib/modules/6.1.0-b"));
        Failure which = assertThrows(Failure.class, () -> RunningKernel.of(folder));
        assertTrue(which.getMessage().contains("6.1.0-a, 6.1.0-b"), which.getMessage());
    }

    @Test
    void aModuleOfTheKernelTellsVermagicAndTheShapeOfStructModule() throws IOException {
        MountedSystem.below(folder);
        ReferenceModule reference = RunningKernel.of(folder)
                .modules()
                .orElseThrow()
                .reference()
                .orElseThrow()
                .system()
                .reference()
                .orElseThrow();
        assertEquals("exporter", reference.name());
        assertTrue(reference.vermagic().startsWith("6.1"), reference.vermagic());
        assertTrue(reference.structSize() > reference.initOffset().orElseThrow());
    }

    @Test
    void aCheckWithoutKernelIsAboutTheRunningOne() throws IOException {
        Path root = MountedSystem.below(folder).root();
        CommandRun run = CommandRun.of("check", "--root", root, x86("importer.ko"));
        assertTrue(run.out().contains("Linux"), run.out() + run.err());
        assertFalse(run.out().contains("may come from exporter"), run.out() + run.err());
        CommandRun nothing = CommandRun.of("check", "--root", folder.resolve("missing"), x86("hello.ko"));
        assertEquals(3, nothing.code());
        assertTrue(nothing.err().contains("--kernel"), nothing.err());
    }

    @Test
    void whatIsKnownOfTheSystemIsKeptInTheSnapshotFile() throws IOException {
        MountedSystem.below(folder).with("proc/modules", "").with("proc/cmdline", "a=b c\n");
        Path file = folder.resolve("k.snapshot");
        CommandRun run = CommandRun.of("snapshot", "create", "--running", "--root", folder, "-o", file);
        assertEquals(0, run.code(), run.err());
        KernelSnapshot snapshot = KernelSnapshot.open(file);
        assertEquals(Optional.of(List.of()), snapshot.system().loaded());
        assertEquals(Optional.of("a=b c"), snapshot.system().commandLine());
        ReferenceModule reference = snapshot.system().reference().orElseThrow();
        assertEquals("exporter", reference.name());
        assertTrue(reference.initOffset().orElseThrow() > 0);
    }

    @Test
    void aSnapshotIsMatchedByBuildIdAndCrc() throws IOException {
        MountedSystem system = MountedSystem.below(folder);
        Path symvers = x86("Module.symvers");
        CommandRun unknown = CommandRun.of("snapshot", "match", "--root", folder, x86("kallsyms"));
        assertEquals(3, unknown.code(), unknown.out() + unknown.err());
        assertTrue(unknown.out().contains("CRC of module_layout"), unknown.out());
        system.withBuildId(0x5a);
        assertEquals(Optional.of("5a".repeat(20)), RunningKernel.of(folder).buildId());
        CommandRun run = CommandRun.of("snapshot", "match", "--root", folder, symvers);
        assertTrue(run.out().contains("not known in the snapshot, " + "5a".repeat(20) + " here"), run.out());
    }

    @Test
    void theCrcOfModuleLayoutDecidesToo() throws IOException {
        MountedSystem system = MountedSystem.below(folder);
        CommandRun same = match(system, 0x2c635209);
        assertEquals(0, same.code(), same.out() + same.err());
        assertTrue(same.out().contains("0x2c635209 here: equal"), same.out());
        CommandRun other = match(system, 0x2c635208);
        assertEquals(1, other.code(), other.out() + other.err());
        assertTrue(other.err().contains("of another kernel"), other.err());
    }

    private CommandRun match(MountedSystem system, int crc) throws IOException {
        byte[] versions = new byte[64];
        ByteBuffer.wrap(versions)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(crc & 0xffffffffL)
                .put("module_layout".getBytes(US_ASCII));
        system.with(
                "lib/modules/" + RELEASE + "/kernel/a.ko",
                TestModule.bare(MACHINE)
                        .section("__versions", ElfConstants.SHF_ALLOC, versions)
                        .write());
        return CommandRun.of("snapshot", "match", "--root", folder, x86("Module.symvers"));
    }
}
