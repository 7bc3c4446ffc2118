// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.state.LoaderState;
import io.github.kolink.state.ModuleRecord;
import io.github.kolink.state.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCommandTest {
    private static final String BOOT = "0d61c2ad-f9b2-4a14-8d25-cf9b5b3be4a5";
    private static final long EXPORTER = 0xffffffffc0300000L;

    /** As the kernel prints it: the newest first, who uses a module behind its count. */
    private static final String MODULES = "importer 16384 0 - Live 0xffffffffc0700000\n"
            + "chain_c 16384 1 - Live 0xffffffffc0600000 (OE)\n"
            + "chain_b 16384 1 chain_c, Live 0xffffffffc0500000\n"
            + "chain_a 16384 2 chain_c,chain_b, Live 0xffffffffc0400000\n"
            + "exporter 16384 3 importer, Live 0xffffffffc0300000\n";

    @TempDir
    private Path root = Path.of("");

    private void system(String modules, String boot) throws IOException {
        write("proc/modules", modules);
        write("proc/sys/kernel/random/boot_id", boot + "\n");
        write("proc/sys/kernel/osrelease", "6.1.0-kolink\n");
        long at = EXPORTER;
        for (String name : List.of("exporter", "chain_a", "chain_b", "chain_c", "importer")) {
            KernelModule module = KernelModule.of(
                    ModuleFile.read(CommandRun.x86(name + ".ko")).elf());
            for (var section : module.file().sections()) {
                if (section.has(2)) {
                    write("sys/module/" + name + "/sections/" + section.name(), "0x" + Long.toHexString(at) + "\n");
                    at += (section.size() + 63) & -64L;
                }
            }
            at = (at + 0x100000) & -0x100000L;
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private CommandRun state(Object... words) {
        Object[] all = new Object[words.length + 1];
        all[0] = "state";
        System.arraycopy(words, 0, all, 1, words.length);
        return CommandRun.of(all);
    }

    private Path file() {
        return root.resolve("modules.state");
    }

    private CommandRun save() {
        return state("save", "--root", root, "--tree", CommandRun.built("x86_64"), file());
    }

    @Test
    void savesWhatIsLoadedAndComputesWhoUsesWhom() throws IOException {
        system(MODULES, BOOT);
        CommandRun run = save();
        assertEquals(0, run.code(), run.err());
        LoaderState saved = new StateFile(file()).read();
        assertEquals(BOOT, saved.boot());
        assertEquals(
                List.of("exporter", "chain_a", "chain_b", "chain_c", "importer"),
                saved.modules().stream().map(ModuleRecord::name).toList());
        assertEquals(List.of("chain_b", "chain_c"), saved.graph().users("chain_a"));
        assertEquals(EXPORTER, saved.find("exporter").orElseThrow().base());
        assertTrue(saved.find("exporter").orElseThrow().exports().size() > 1);
    }

    @Test
    void showsTheCountsBesideTheKernels() throws IOException {
        system(MODULES, BOOT);
        CommandRun run = state("show", "--root", root, "--tree", CommandRun.built("x86_64"));
        assertEquals(
                "Module                  Size  Address             Refs  Others  Mark       Used by\n"
                        + "exporter               16384  0xffffffffc0300000     1       2  -          importer\n"
                        + "chain_a                16384  0xffffffffc0400000     2       0  -          chain_b,chain_c\n"
                        + "chain_b                16384  0xffffffffc0500000     1       0  -          chain_c\n"
                        + "chain_c                16384  0xffffffffc0600000     0       1  -\n"
                        + "importer               16384  0xffffffffc0700000     0       0  -\n",
                run.out());
        assertEquals("", run.err());
        assertEquals(0, run.code());
    }

    @Test
    void aKernelThatTellsOtherwiseIsTold() throws IOException {
        system(MODULES.replace("1 chain_c,", "2 chain_c,importer,"), BOOT);
        CommandRun run = state("show", "--root", root, "--tree", CommandRun.built("x86_64"));
        assertEquals(1, run.code());
        assertEquals(
                "kolink: chain_b: used by chain_c as computed here, by chain_c, importer as the kernel tells\n",
                run.err());
    }

    @Test
    void marksAreKeptWithinABoot() throws IOException {
        system(MODULES, BOOT);
        save();
        LoaderState saved = new StateFile(file()).read();
        new StateFile(file())
                .write(saved.with(saved.find("chain_a").orElseThrow().marked(true, 77)));
        assertEquals(0, save().code());
        assertEquals(
                77, new StateFile(file()).read().find("chain_a").orElseThrow().lastUsed());
        write("proc/sys/kernel/random/boot_id", "another\n");
        assertEquals(0, save().code());
        assertEquals(
                0, new StateFile(file()).read().find("chain_a").orElseThrow().lastUsed());
    }

    @Test
    void restoresWhatTheKernelStillHas() throws IOException {
        system(MODULES, BOOT);
        save();
        Path to = root.resolve("final.state");
        assertEquals(0, state("restore", "--root", root, file(), to).code());
        assertEquals(new StateFile(file()).read(), new StateFile(to).read());
        write(
                "proc/modules",
                MODULES.lines()
                        .skip(1)
                        .reduce("", (all, line) -> all + line + "\n")
                        .replace("3 importer,", "2 -"));
        CommandRun run = state("restore", "--root", root, file(), to);
        assertEquals(1, run.code());
        assertEquals("kolink: importer: is not at its address any more: left out\n", run.err());
        assertEquals(4, new StateFile(to).read().modules().size());
    }

    @Test
    void anotherBootsFileIsRefused() throws IOException {
        system(MODULES, BOOT);
        save();
        write("proc/sys/kernel/random/boot_id", "another\n");
        CommandRun run = state("restore", "--root", root, file(), root.resolve("final.state"));
        assertEquals(1, run.code());
        assertEquals(
                "kolink: " + file() + " is of boot " + BOOT
                        + ", this is another: nothing in it holds; 'kolink state save' makes one of this boot\n",
                run.err());
        assertTrue(Files.notExists(root.resolve("final.state")));
    }

    @Test
    void aDamagedFileIsOneError() throws IOException {
        Files.writeString(file(), "kolink-state\t1\nboot\t");
        CommandRun run = state("show", file());
        assertEquals(4, run.code());
        assertEquals(
                "kolink: " + file()
                        + ": is cut off: its last line is not 'end'; make it again with 'kolink state save'\n",
                run.err());
    }

    @Test
    void hiddenAddressesAreNoState() throws IOException {
        system(MODULES.replaceAll("0xffffffffc0[0-9]00000", "0x0000000000000000"), BOOT);
        CommandRun run = save();
        assertEquals(4, run.code());
        assertTrue(run.err().contains("the address of exporter is hidden; be root"), run.err());
    }

    @Test
    void modulesWithoutFileAreTold() throws IOException {
        system(
                "stranger 4096 0 - Live 0xffffffffc0800000\n"
                        + MODULES.replace("0 - Live 0xffffffffc07", "1 stranger, Live 0xffffffffc07"),
                BOOT);
        CommandRun run = save();
        assertEquals(3, run.code());
        assertEquals(
                "kolink: no file of stranger: what they export is not in the state; --tree names the directory\n",
                run.err());
        assertEquals(List.of("importer"), new StateFile(file()).read().graph().uses("stranger"));
    }

    @Test
    void linksAgainstAState() throws IOException {
        system(MODULES, BOOT);
        save();
        Object[] words = {
            "link",
            CommandRun.x86("importer.ko"),
            "--kernel",
            CommandRun.x86("kallsyms"),
            "--base",
            "0xffffffffc0900000",
            "-o",
            root.resolve("importer.elf"),
            "--trace",
            root.resolve("trace")
        };
        assertTrue(CommandRun.of(words).code() != 0, "exporter is not there");
        Object[] with = java.util.Arrays.copyOf(words, words.length + 2);
        with[words.length] = "--state";
        with[words.length + 1] = file();
        CommandRun run = CommandRun.of(with);
        assertEquals(0, run.code(), run.err());
        ModuleRecord exporter = new StateFile(file()).read().find("exporter").orElseThrow();
        String trace = Files.readString(root.resolve("trace"));
        assertTrue(
                exporter.exports().values().stream()
                        .anyMatch(symbol -> trace.contains(Long.toHexString(symbol.address()))),
                trace);
    }
}
