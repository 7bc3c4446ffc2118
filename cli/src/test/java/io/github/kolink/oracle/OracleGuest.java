// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.capture.qemu.GuestMachine;
import io.github.kolink.capture.qemu.InitramfsArchive;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One guest: boots a kernel with a list of trials and brings back what it told until it ended. */
final class OracleGuest {
    private static final long BOOT_SECONDS = 240;
    /** The guest itself gives a load 90 seconds. */
    private static final long QUIET_SECONDS = 150;

    /** A kernel that waits for its timers may give up on a machine that is busy with other things. */
    private static final int BOOTS = 3;

    private static final int MEMORY_MIB = 1024;

    private final OracleKernel kernel;
    private final Path folder;

    OracleGuest(OracleKernel kernel, Path folder) {
        this.kernel = kernel;
        this.folder = folder;
    }

    /** The lines of the guest's report (see {@code oracle.c}), by the numbers of the trials in the map. */
    List<String> run(Map<Integer, Trial> trials, String commandLine) throws IOException {
        for (int i = 0; i < BOOTS; i++) {
            List<String> lines = boot(trials, commandLine);
            if (!lines.isEmpty()) {
                return lines;
            }
        }
        throw new IOException(
                "the guest told nothing: " + text(folder.resolve("qemu.log")) + text(folder.resolve("console")));
    }

    private List<String> boot(Map<Integer, Trial> trials, String commandLine) throws IOException {
        Path initrd = folder.resolve("initrd");
        Path report = folder.resolve("report");
        Path console = folder.resolve("console");
        Files.deleteIfExists(report);
        write(initrd, trials);
        Process process = new ProcessBuilder(command(initrd, report, console, commandLine))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("qemu.log").toFile())
                .start();
        Thread hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            await(process, report);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        return lines(report);
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
    }

    private static List<String> lines(Path report) throws IOException {
        return text(report).replace("\r", "").lines().toList();
    }

    private static void await(Process process, Path report) throws IOException, InterruptedException {
        long size = 0;
        long last = System.nanoTime();
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            long now = Files.exists(report) ? Files.size(report) : 0;
            if (now != size) {
                size = now;
                last = System.nanoTime();
            }
            long limit = size == 0 ? BOOT_SECONDS : QUIET_SECONDS;
            if (System.nanoTime() - last > TimeUnit.SECONDS.toNanos(limit)) {
                return;
            }
        }
    }

    private void write(Path file, Map<Integer, Trial> trials) throws IOException {
        try (InitramfsArchive archive =
                new InitramfsArchive(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            for (String each : new String[] {"proc", "sys", "dev", "m"}) {
                archive.directory(each);
            }
            archive.device("dev/console", 5, 1);
            archive.device("dev/kmsg", 1, 11);
            archive.device("dev/ttyS1", 4, 65);
            archive.device("dev/ttyAMA0", 204, 64);
            StringBuilder list = new StringBuilder();
            for (Map.Entry<Integer, Trial> each : trials.entrySet()) {
                Trial trial = each.getValue();
                archive.file("m/" + each.getKey(), trial.module());
                list.append(each.getKey())
                        .append(" 0 ")
                        .append(trial.kept() ? 'k' : 'u')
                        .append(' ')
                        .append(trial.parameters())
                        .append('\n');
            }
            archive.file("list", list.toString().getBytes(StandardCharsets.ISO_8859_1));
            archive.file("init", init("init-" + kernel.machine().unameMachine()));
        }
    }

    private List<String> command(Path initrd, Path report, Path console, String commandLine) {
        GuestMachine machine = kernel.machine();
        boolean pc = machine == GuestMachine.X86_64;
        List<String> command = new ArrayList<>(List.of(pc ? "qemu-system-x86_64" : "qemu-system-aarch64"));
        command.addAll(List.of("-accel", "tcg,tb-size=256", "-nodefaults", "-display", "none", "-no-reboot"));
        command.addAll(List.of("-machine", pc ? "pc" : "virt", "-cpu", machine.usualCpu()));
        command.addAll(List.of("-smp", "1", "-m", MEMORY_MIB + "M"));
        if (pc) {
            command.addAll(List.of("-serial", "file:" + console));
        }
        command.addAll(List.of("-serial", "file:" + report));
        command.addAll(List.of("-kernel", kernel.image().toString(), "-initrd", initrd.toString()));
        // Without a console that is there, arm64 would take the line that the report goes to.
        command.addAll(List.of(
                "-append",
                (pc ? "console=ttyS0 no_timer_check" : "console=tty0")
                        + " quiet loglevel=1 panic=-1 log_buf_len=1M printk.devkmsg=on"
                        + (commandLine.isEmpty() ? "" : " " + commandLine)));
        return command;
    }

    private static byte[] init(String name) throws IOException {
        try (InputStream in = OracleGuest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name + ": run cli/src/test/guest/build");
            }
            return in.readAllBytes();
        }
    }
}
