// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CaptureListener;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.CapturedKernel;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.capture.PlannedModule;
import io.github.kolink.capture.running.RunningKernel;
import io.github.kolink.capture.running.RunningModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes modules after the kernel has loaded them and run their init functions, by what the kernel shows. */
final class LoadedModules implements GuestLoad {
    /** How long an init function may take [seconds of the guest, which are ours]; a module that waits longer is given up. */
    private static final int INIT_SECONDS = 60;

    /** How long the guest may be silent [seconds]. */
    private static final int LOAD_SECONDS = 600;

    private final Guest guest;
    private final CaptureWriter writer;
    private final CaptureListener listener;
    private final RunningKernel kernel;

    LoadedModules(Guest guest, Path capture, CaptureWriter writer, CaptureListener listener) throws IOException {
        this.guest = guest;
        this.writer = writer;
        this.listener = listener;
        Capture own = Capture.open(capture);
        KernelSnapshot symbols = CapturedKernel.symbols(own, writer.boot());
        this.kernel = new RunningKernel(guest, CapturedKernel.linker(own, symbols, symbols));
    }

    @Override
    public long load(PlannedModule planned, int order, boolean isNew) throws IOException {
        Optional<CaptureWriter.ModuleWriter> out =
                isNew ? Optional.of(writer.module(planned.name())) : Optional.empty();
        guest.start("F" + Integer.toHexString(INIT_SECONDS) + " /m/" + order, LOAD_SECONDS);
        int result = (int) guest.result();
        Optional<RunningModule> taken = result == 0
                ? Optional.of(kernel.take(
                        KernelModule.of(ModuleFile.read(planned.path()).elf())))
                : Optional.empty();
        if (out.isEmpty()) {
            writer.again(
                    planned.name(),
                    taken.map(RunningModule::sections).orElse(List.of()),
                    taken.map(RunningModule::percpu).orElse(OptionalLong.empty()));
            return 0;
        }
        if (taken.isPresent()) {
            out.get().sections(taken.get().sections());
            out.get().loaded(taken.get().bytes());
        }
        ModuleFacts facts = new ModuleFacts(
                planned.name(),
                planned.relative(),
                planned.sha256(),
                result,
                taken.map(module -> OptionalLong.of(module.coreSize())).orElse(OptionalLong.empty()),
                taken.map(RunningModule::percpu).orElse(OptionalLong.empty()),
                order,
                writer.boot(),
                Optional.empty());
        out.get().complete(facts);
        listener.captured(facts);
        return out.get().written();
    }
}
