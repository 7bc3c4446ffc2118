// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CaptureForecast;
import io.github.kolink.capture.CaptureListener;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.PlannedModule;
import io.github.kolink.module.ModuleFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Captures modules of a kernel in QEMU: by stopping its loader ({@link StoppedLoader}), or by letting it load them and
 * asking it afterwards ({@link LoadedModules}).
 */
public final class GuestCapture {
    private static final int BOOT_SECONDS = 600;
    /** Up to here RAM lies in one piece on every machine: a PC has a hole below 4 GiB. */
    private static final int MAX_MEMORY_MIB = 3072;

    private static final String TOOL = "kolink capture";

    private final GuestRequest request;
    private final Path capture;
    private final CaptureListener listener;

    /**
     * A capture that is to be made, or to be gone on with.
     *
     * @param request what to capture
     * @param capture the folder
     * @param listener told of progress and results
     */
    public GuestCapture(GuestRequest request, Path capture, CaptureListener listener) {
        this.request = request;
        this.capture = capture;
        this.listener = listener;
    }

    /**
     * Boots the kernel and captures the modules that the folder lacks. A module that the guest does not survive gets that as
     * its outcome, and another boot goes on with the rest.
     *
     * @return how many were dealt with; 0 if the folder had them all, then nothing was booted
     * @throws IOException if QEMU, the guest or the disk fails; the modules that are complete stay
     */
    public int run() throws IOException {
        BootSequence.Forecasts forecasts = (modules, known) ->
                CaptureForecast.ofGuest(request.stage(), request.finals(), modules, known, System::nanoTime);
        return new BootSequence(request.modules(), capture, listener, forecasts, this::boot).run();
    }

    private BootedGuest boot(List<PlannedModule> modules, CaptureForecast forecast) throws IOException {
        long size = 0;
        for (PlannedModule module : modules) {
            // Modules are compressed to a third or a fourth.
            size += Files.size(module.path()) * (module.relative().endsWith(".ko") ? 1 : 4);
        }
        Path folder = QemuProcess.folder(6 * size + (2L << 30));
        try {
            long initrd = writeInitramfs(QemuProcess.initrd(folder), modules);
            // The archive, the files unpacked, the modules loaded, and the kernel.
            int memory = (int) Math.min(1024 + 4 * (initrd >> 20), MAX_MEMORY_MIB);
            QemuProcess qemu = QemuProcess.start(folder, request, request.commandLine(), memory);
            try {
                listener.at("booting", 0, modules.size());
                BootedGuest guest = new Boot(qemu, memory).begin();
                forecast.booted();
                return guest;
            } catch (IOException e) {
                String said = qemu.tail();
                qemu.close();
                throw new IOException(e.getMessage() + said, e);
            }
        } catch (IOException e) {
            QemuProcess.delete(folder);
            throw e;
        }
    }

    private long writeInitramfs(Path file, List<PlannedModule> modules) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                InitramfsArchive archive = new InitramfsArchive(out)) {
            GuestInit.of(request.machine()).into(archive);
            archive.directory("m");
            for (int i = 0; i < modules.size(); i++) {
                listener.at("packing", i, modules.size());
                archive.file("m/" + i, ModuleFile.read(modules.get(i).path()).bytes());
            }
        }
        return Files.size(file);
    }

    /** One boot of the guest. */
    private final class Boot {
        private final GdbClient gdb;
        private final PhysicalMemory memory;
        private final Guest guest;
        private final QemuProcess qemu;

        Boot(QemuProcess qemu, int memoryMiB) throws IOException {
            this.qemu = qemu;
            this.gdb = qemu.debugger(request.machine());
            this.memory = PhysicalMemory.map(qemu.ram(), request.machine().ramBase(), (long) memoryMiB << 20);
            this.guest = new Guest(
                    request.machine(),
                    gdb,
                    memory,
                    GuestInit.of(request.machine()).hostCall());
        }

        /** Boots up to where the guest waits for the first module, and writes what holds for the boot. */
        BootedGuest begin() throws IOException {
            guest.boot(BOOT_SECONDS);
            byte[] kallsyms = guest.read("/proc/kallsyms");
            CaptureWriter writer = CaptureWriter.start(capture, facts(), kallsyms);
            if (writer.boot() == 0) {
                writer.write("cpuinfo", guest.read("/proc/cpuinfo"));
                writer.kernel(request.snapshot());
                if (request.config().isPresent()) {
                    writer.write("config", Files.readAllBytes(request.config().get()));
                }
            }
            GuestLoad load = request.stage() == CaptureFacts.Stage.LOADED
                    ? new LoadedModules(guest, capture, writer, listener)
                    : new StoppedLoader(request, gdb, memory, guest, StopAddresses.of(kallsyms), writer, listener);
            return new QemuGuest(qemu, writer, load);
        }

        private CaptureFacts facts() throws IOException {
            return new CaptureFacts(
                    request.stage(),
                    guest.text("/proc/sys/kernel/osrelease"),
                    guest.text("/proc/version"),
                    request.machine().unameMachine(),
                    request.cpu(),
                    request.smp(),
                    request.kaslr(),
                    guest.text("/proc/cmdline"),
                    TOOL);
        }
    }
}
