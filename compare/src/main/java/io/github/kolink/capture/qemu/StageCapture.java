// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Captures modules by stopping the loader of a kernel in QEMU. */
public final class StageCapture {
    private static final int BOOT_SECONDS = 600;
    private static final int LOAD_SECONDS = 900;
    /** Up to here RAM lies in one piece on every machine: a PC has a hole below 4 GiB. */
    private static final int MAX_MEMORY_MIB = 3072;

    private static final String TOOL = "kolink capture";

    private final StageRequest request;
    private final Path capture;
    private final Listener listener;

    /** Sees the work of a capture. */
    public interface Listener extends LoadPlan.Progress {
        /**
         * A module was captured, or could not be.
         *
         * @param facts its properties; the result tells whether the kernel took it
         * @param sections how many sections were taken
         */
        void captured(ModuleFacts facts, int sections);
    }

    /**
     * A capture that is to be made, or to be gone on with.
     *
     * @param request what to capture
     * @param capture the folder
     * @param listener told of progress and results
     */
    public StageCapture(StageRequest request, Path capture, Listener listener) {
        this.request = request;
        this.capture = capture;
        this.listener = listener;
    }

    /**
     * Boots the kernel and captures the modules that the folder lacks.
     *
     * @return how many were captured; 0 if the folder had them all, then nothing was booted
     * @throws IOException if QEMU, the guest or the disk fails; the modules that are complete stay
     */
    public int run() throws IOException {
        Set<String> done = CaptureWriter.done(capture);
        List<PlannedModule> modules = request.modules();
        if (modules.stream().allMatch(module -> done.contains(module.name()))) {
            return 0;
        }
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
            try (QemuProcess qemu = QemuProcess.start(folder, request, request.commandLine(), memory)) {
                return new Boot(qemu, modules, done, memory).run();
            }
        } finally {
            QemuProcess.delete(folder);
        }
    }

    private long writeInitramfs(Path file, List<PlannedModule> modules) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                InitramfsArchive archive = new InitramfsArchive(out)) {
            archive.directory("proc");
            archive.directory("sys");
            archive.directory("dev");
            archive.directory("m");
            archive.device("dev/console", 5, 1);
            archive.file("init", guestInit());
            for (int i = 0; i < modules.size(); i++) {
                listener.at("packing", i, modules.size());
                archive.file("m/" + i, ModuleFile.read(modules.get(i).path()).bytes());
            }
        }
        return Files.size(file);
    }

    private byte[] guestInit() throws IOException {
        String name = "init-" + request.machine().unameMachine();
        try (InputStream in = StageCapture.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this kolink was built without " + name + ": run compare/guest/build");
            }
            return in.readAllBytes();
        }
    }

    private long hostCall() throws IOException {
        ElfFile init = ElfFile.parse("init", guestInit());
        return init.symbols().value(init.symbols().indexOf("host_call"));
    }

    /** One boot of the guest. */
    private final class Boot {
        private final GdbClient gdb;
        private final PhysicalMemory memory;
        private final Guest guest;
        private final QemuProcess qemu;
        private final List<PlannedModule> modules;
        private final Set<String> done;

        Boot(QemuProcess qemu, List<PlannedModule> modules, Set<String> done, int memoryMiB) throws IOException {
            this.qemu = qemu;
            this.modules = modules;
            this.done = done;
            this.gdb = qemu.debugger(request.machine());
            this.memory = PhysicalMemory.map(qemu.ram(), request.machine().ramBase(), (long) memoryMiB << 20);
            this.guest = new Guest(request.machine(), gdb, memory, hostCall());
        }

        int run() throws IOException {
            try {
                listener.at("booting", 0, modules.size());
                guest.boot(BOOT_SECONDS);
                byte[] kallsyms = guest.read("/proc/kallsyms");
                StopAddresses stops = StopAddresses.of(kallsyms);
                CaptureWriter writer = CaptureWriter.start(capture, facts(), kallsyms);
                if (writer.boot() == 0) {
                    writer.write("cpuinfo", guest.read("/proc/cpuinfo"));
                    writer.kernel(request.snapshot());
                    if (request.config().isPresent()) {
                        writer.write(
                                "config", Files.readAllBytes(request.config().get()));
                    }
                }
                int captured = 0;
                for (int i = 0; i < modules.size(); i++) {
                    listener.at("loading", i, modules.size());
                    if (new Load(writer, stops, i).run()) {
                        captured++;
                    }
                }
                return captured;
            } catch (IOException e) {
                throw new IOException(e.getMessage() + qemu.tail(), e);
            }
        }

        private CaptureFacts facts() throws IOException {
            return new CaptureFacts(
                    CaptureFacts.Stage.RELOCATED,
                    guest.text("/proc/sys/kernel/osrelease"),
                    guest.text("/proc/version"),
                    request.machine().unameMachine(),
                    request.cpu(),
                    request.smp(),
                    request.kaslr(),
                    guest.text("/proc/cmdline"),
                    TOOL);
        }

        /** The load of one module. */
        private final class Load {
            private final CaptureWriter writer;
            private final StopAddresses stops;
            private final int order;
            private final PlannedModule planned;
            private final boolean isNew;

            private final KernelModule module;
            private List<CapturedSection> sections = new ArrayList<>();
            private OptionalLong percpu = OptionalLong.empty();
            private long headers;
            private long structModule;

            Load(CaptureWriter writer, StopAddresses stops, int order) throws IOException {
                this.writer = writer;
                this.stops = stops;
                this.order = order;
                this.planned = modules.get(order);
                this.isNew = !done.contains(planned.name());
                this.module = KernelModule.of(ModuleFile.read(planned.path()).elf());
            }

            /** Returns whether the module was one to capture. */
            boolean run() throws IOException {
                Optional<CaptureWriter.ModuleWriter> out =
                        isNew ? Optional.of(writer.module(planned.name())) : Optional.empty();
                gdb.insertBreakpoint(stops.relocation());
                guest.start("L/m/" + order, LOAD_SECONDS);
                long stop = stops.relocation();
                while (!guest.isAtHostCall()) {
                    gdb.removeBreakpoint(stop);
                    stop = at(stop, out);
                    if (stop != 0) {
                        gdb.insertBreakpoint(stop);
                    }
                    gdb.resume(LOAD_SECONDS);
                }
                long result = guest.result();
                if (stop != 0) {
                    gdb.removeBreakpoint(stop);
                }
                if (out.isEmpty()) {
                    writer.again(planned.name(), sections);
                    return false;
                }
                OptionalLong core = result == 0
                        ? OptionalLong.of(Long.parseLong(guest.text("/sys/module/" + module.name() + "/coresize")))
                        : OptionalLong.empty();
                ModuleFacts facts = new ModuleFacts(
                        planned.name(),
                        planned.relative(),
                        sha256(planned.path()),
                        (int) result,
                        core,
                        OptionalLong.empty(),
                        percpu,
                        order,
                        writer.boot());
                out.get().complete(facts);
                listener.captured(facts, sections.size());
                return true;
            }

            /** Does what is to be done at a stop and returns the next one, 0 behind the last. */
            private long at(long stop, Optional<CaptureWriter.ModuleWriter> out) throws IOException {
                long counter = guest.programCounter();
                if (counter != stop) {
                    throw new IOException("the guest stopped at 0x" + Long.toHexString(counter)
                            + ", the next breakpoint is at 0x" + Long.toHexString(stop));
                }
                if (stop == stops.relocation()) {
                    headers = guest.argument(0);
                    structModule = guest.argument(4);
                    return stops.relocated();
                }
                LoaderView view =
                        new LoaderView(module, request.machine().kernelMemory(gdb, memory), headers, structModule);
                if (stop == stops.relocated()) {
                    expectName(view);
                    sections = view.sections();
                    Map<Integer, byte[]> bytes = view.bytes(sections);
                    percpu = view.percpu(bytes);
                    bytes.putAll(view.percpuTemplate());
                    if (out.isPresent()) {
                        out.get().sections(sections);
                        out.get().relocated(bytes);
                    }
                    return stops.initialisation();
                }
                if (out.isPresent() && request.finals()) {
                    out.get().last(view.bytes(sections));
                }
                view.clearInit();
                return 0;
            }

            private void expectName(LoaderView view) throws IOException {
                if (!view.name().equals(planned.name())) {
                    throw new IOException("the loader works on '" + view.name() + "', not on " + planned.name());
                }
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
