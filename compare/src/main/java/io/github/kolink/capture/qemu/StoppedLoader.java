// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CaptureListener;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.capture.PlannedModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes modules by stopping the loader at its own functions. No init function runs. */
final class StoppedLoader implements GuestLoad {
    private static final int LOAD_SECONDS = 900;

    private final GuestRequest request;
    private final GdbClient gdb;
    private final PhysicalMemory memory;
    private final Guest guest;
    private final StopAddresses stops;
    private final CaptureWriter writer;
    private final CaptureListener listener;

    StoppedLoader(
            GuestRequest request,
            GdbClient gdb,
            PhysicalMemory memory,
            Guest guest,
            StopAddresses stops,
            CaptureWriter writer,
            CaptureListener listener) {
        this.request = request;
        this.gdb = gdb;
        this.memory = memory;
        this.guest = guest;
        this.stops = stops;
        this.writer = writer;
        this.listener = listener;
    }

    @Override
    public long load(PlannedModule planned, int order, boolean isNew) throws IOException {
        return new Load(planned, order, isNew).run();
    }

    /** The load of one module. */
    private final class Load {
        private final PlannedModule planned;
        private final int order;
        private final KernelModule module;
        private final Optional<CaptureWriter.ModuleWriter> out;
        private List<CapturedSection> sections = new ArrayList<>();
        private OptionalLong percpu = OptionalLong.empty();
        private long headers;
        private long structModule;

        Load(PlannedModule planned, int order, boolean isNew) throws IOException {
            this.planned = planned;
            this.order = order;
            this.module = KernelModule.of(ModuleFile.read(planned.path()).elf());
            this.out = isNew ? Optional.of(writer.module(planned.name())) : Optional.empty();
        }

        long run() throws IOException {
            gdb.insertBreakpoint(stops.relocation());
            guest.start("L/m/" + order, LOAD_SECONDS);
            long stop = stops.relocation();
            while (!guest.isAtHostCall()) {
                gdb.removeBreakpoint(stop);
                stop = at(stop);
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
                writer.again(planned.name(), sections, percpu);
                return 0;
            }
            OptionalLong core = result == 0
                    ? OptionalLong.of(Long.parseLong(guest.text("/sys/module/" + module.name() + "/coresize")))
                    : OptionalLong.empty();
            ModuleFacts facts = new ModuleFacts(
                    planned.name(),
                    planned.relative(),
                    planned.sha256(),
                    (int) result,
                    core,
                    percpu,
                    order,
                    writer.boot(),
                    Optional.empty());
            out.get().complete(facts);
            listener.captured(facts);
            return out.get().written();
        }

        /** Does what is to be done at a stop and returns the next one, 0 behind the last. */
        private long at(long stop) throws IOException {
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
