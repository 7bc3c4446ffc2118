// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.target.KernelOptions;
import io.github.kolink.cli.target.RunningKernel;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.target.TargetKernel;
import io.github.kolink.kernel.device.DeviceKernel;
import io.github.kolink.kernel.jnr.LiveSystem;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose a way into a kernel. */
@Command
public final class BackendOptions {
    private static final Path KALLSYMS = Path.of("/proc/kallsyms");

    @Option(
            names = "--backend",
            paramLabel = "WAY",
            defaultValue = "device",
            description = {
                "device (the default): link here, hand the image to /dev/kolink. syscall: the kernel links, as with"
                        + " insmod. resolved: give imports their addresses here, the kernel does the rest; needs no"
                        + " kernel side. simulate: a kernel in memory, of the symbols that --kernel names."
            })
    private BackendKind kind = BackendKind.DEVICE;

    @Mixin
    private KernelOptions kernel = new KernelOptions();

    /** Nothing chosen yet; picocli sets it. */
    public BackendOptions() {}

    /**
     * Goes the chosen way.
     *
     * @param shelf the snapshots that are open already
     * @param files the modules; they tell the architecture where nothing else does
     * @return an open backend
     * @throws IOException if what tells of the kernel cannot be read
     * @throws Failure if the way is closed
     */
    public Backend open(SnapshotShelf shelf, List<Path> files) throws IOException {
        return switch (kind) {
            case DEVICE -> device(shelf);
            case SYSCALL -> new SyscallBackend(LiveSystem.modules());
            case RESOLVED -> new ResolvedBackend(LiveSystem.modules(), resolving(shelf));
            case SIMULATE -> simulate(shelf, files);
        };
    }

    /**
     * Whether nothing real is touched.
     *
     * @return true for the kernel in memory
     */
    public boolean isSimulated() {
        return kind == BackendKind.SIMULATE;
    }

    private Backend device(SnapshotShelf shelf) throws IOException {
        DeviceKernel device;
        try {
            device = LiveSystem.device();
        } catch (LoadException e) {
            boolean absent = e.number() == Errno.ENOENT.number();
            throw new Failure(
                    ExitCode.INPUT,
                    e.getMessage() + (absent ? "; 'kolink stub load' makes it, --backend syscall needs none" : ""));
        }
        List<KernelSnapshot> known = kernel.parts(shelf);
        return new DeviceBackend(
                device, known.isEmpty() ? KernelFiles.of(RunningKernel.of(Path.of("/"))) : KernelFiles.of(known));
    }

    /** Addresses of this boot: an image or System.map has them only without KASLR. */
    private io.github.kolink.symbols.KernelSymbolTable resolving(SnapshotShelf shelf) throws IOException {
        return (kernel.namesKernel() ? kernel.snapshot(shelf) : shelf.open(List.of(KALLSYMS))).symbols();
    }

    private Backend simulate(SnapshotShelf shelf, List<Path> files) throws IOException {
        KernelSnapshot snapshot;
        if (kernel.namesKernel()) {
            snapshot = kernel.snapshot(shelf);
        } else {
            List<KernelSnapshot> parts =
                    new ArrayList<>(RunningKernel.of(Path.of("/")).parts());
            parts.addAll(kernel.parts(shelf));
            snapshot = KernelSnapshot.merge(parts);
        }
        return new SimulateBackend(
                TargetKernel.linker(snapshot, TargetKernel.architecture(snapshot, files), kernel, false, Map.of()));
    }
}
