// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.sum;

import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.target.TargetKernel;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Opens a kernel in a thread of its own, while the caller looks for the modules: in a fresh JVM both take some time. */
final class KernelOpening implements Callable<KernelOpening.Opened> {
    private final SnapshotShelf shelf;
    private final List<Path> sources;

    /**
     * What came of it.
     *
     * @param snapshot the kernel
     * @param architecture that the snapshot names; empty if it names none
     */
    record Opened(KernelSnapshot snapshot, Optional<Architecture> architecture) {}

    private KernelOpening(SnapshotShelf shelf, List<Path> sources) {
        this.shelf = shelf;
        this.sources = sources;
    }

    /** Begins. The shelf belongs to the thread until {@link #result} returns. */
    static FutureTask<Opened> begin(SnapshotShelf shelf, List<Path> sources) {
        FutureTask<Opened> opening = new FutureTask<>(new KernelOpening(shelf, sources));
        Thread thread = new Thread(opening, "kolink-kernel");
        thread.setDaemon(true);
        thread.start();
        return opening;
    }

    @Override
    public Opened call() throws IOException {
        KernelSnapshot snapshot = shelf.open(sources);
        return new Opened(snapshot, TargetKernel.architecture(snapshot));
    }

    /**
     * Waits for the end.
     *
     * @throws IOException if a source cannot be read
     * @throws Failure if this kolink does not have the architecture
     */
    static Opened result(FutureTask<Opened> opening) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return opening.get();
                } catch (InterruptedException e) {
                    interrupted = true; // told to whoever asks next
                } catch (ExecutionException e) {
                    throw as(Objects.requireNonNull(e.getCause()));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What the thread threw, thrown once more. */
    private static IOException as(Throwable problem) {
        if (problem instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (problem instanceof Error error) {
            throw error;
        }
        return (IOException) problem;
    }
}
