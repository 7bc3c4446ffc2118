// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A PC in QEMU on which tests load modules and run programs. */
public final class LiveGuest implements AutoCloseable {
    private static final int MEMORY_MIB = 2048;
    private static final int SECONDS = 600;

    private final QemuProcess qemu;
    private final Path folder;
    private final Guest guest;

    private LiveGuest(QemuProcess qemu, Path folder, Guest guest) {
        this.qemu = qemu;
        this.folder = folder;
        this.guest = guest;
    }

    /**
     * Boots.
     *
     * @param kernel its bootable image
     * @param files what the guest's file system holds: files by absolute path
     */
    public static LiveGuest boot(Path kernel, Map<String, Path> files) throws IOException {
        GuestMachine machine = GuestMachine.X86_64;
        GuestRequest request = new GuestRequest(
                kernel,
                KernelSnapshot.open(kernel),
                machine,
                List.of(),
                "max",
                1,
                true,
                CaptureFacts.Stage.LOADED,
                false,
                Optional.empty(),
                "");
        Path folder = QemuProcess.folder((long) MEMORY_MIB << 20);
        try (OutputStream out = Files.newOutputStream(QemuProcess.initrd(folder));
                InitramfsArchive archive = new InitramfsArchive(out)) {
            GuestInit.of(machine).into(archive);
            archive.directory("tmp");
            Set<String> known = new TreeSet<>(Set.of("tmp"));
            for (Map.Entry<String, Path> file : files.entrySet()) {
                String path = file.getKey().substring(1);
                for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
                    if (known.add(path.substring(0, end))) {
                        archive.directory(path.substring(0, end));
                    }
                }
                archive.file(path, Files.readAllBytes(file.getValue()));
            }
        }
        QemuProcess qemu = QemuProcess.start(folder, request, request.commandLine(), MEMORY_MIB);
        GdbClient gdb = qemu.debugger(machine);
        PhysicalMemory memory = PhysicalMemory.map(qemu.ram(), machine.ramBase(), (long) MEMORY_MIB << 20);
        Guest guest = new Guest(machine, gdb, memory, GuestInit.of(machine).hostCall());
        guest.boot(SECONDS);
        return new LiveGuest(qemu, folder, guest);
    }

    /** Loads a module; returns 0 or a negative error number. */
    public long load(String path) throws IOException {
        guest.start("L" + path, SECONDS);
        return guest.result();
    }

    /** Runs a program and returns its exit code; what it says is appended to {@code /log}. */
    public int run(String... words) throws IOException {
        guest.start("X" + String.join("\0", words) + "\0", SECONDS);
        return (int) guest.result() >> 8;
    }

    /** Reads a file. */
    public String text(String path) throws IOException {
        return guest.text(path);
    }

    @Override
    public void close() throws IOException {
        qemu.close();
        QemuProcess.delete(folder);
    }
}
