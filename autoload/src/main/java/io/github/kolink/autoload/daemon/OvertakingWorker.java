// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Does one thing after the other, in order, but lets none wait for ever behind one that does not end. A module's init may ask
 * for another module by name and wait for it ({@code lp} asks for {@code parport_lowlevel}, drivers/parport/share.c): its load
 * ends only after one that waits behind it. So when what is being done has taken longer than a grace and something waits,
 * the next is begun beside it.
 *
 * <p>kerneld forked for each message; kernels since 2.3 start a helper for each, at most 50 at once (kernel/module/kmod.c):
 * no more than that are done at once here either.
 */
public final class OvertakingWorker implements Executor, AutoCloseable {
    /** As many as kernels start at once ({@code MAX_KMOD_CONCURRENT}). */
    static final int MOST = 50;

    private final ServiceClock clock;
    private final Duration grace;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int threads;
    private boolean closed;
    private boolean watched;
    private long begun;

    /**
     * Begins no thread yet.
     *
     * @param clock tells when the grace is over
     * @param grace how long the next one waits for one that does not end
     */
    public OvertakingWorker(ServiceClock clock, Duration grace) {
        this.clock = clock;
        this.grace = grace;
    }

    @Override
    public synchronized void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        waiting.addLast(task);
        if (threads == 0) {
            start();
        } else {
            watch();
        }
    }

    private void start() {
        threads++;
        Thread thread = new Thread(this::work, "worker");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        if (!watched && !waiting.isEmpty() && threads < MOST) {
            watched = true;
            long now = begun;
            clock.after(grace, () -> overtake(now));
        }
    }

    private synchronized void overtake(long since) {
        watched = false;
        if (begun == since && !waiting.isEmpty()) {
            start();
        }
        watch();
    }

    private void work() {
        boolean ended = false;
        try {
            for (Optional<Runnable> task = next(); task.isPresent(); task = next()) {
                task.get().run();
            }
            ended = true;
        } finally {
            if (!ended) {
                replace();
            }
        }
    }

    private synchronized Optional<Runnable> next() {
        Optional<Runnable> task = Optional.ofNullable(waiting.pollFirst());
        if (task.isPresent()) {
            begun++;
            watch();
        } else {
            threads--;
        }
        return task;
    }

    /** For a thread that what it did has killed. */
    private synchronized void replace() {
        threads--;
        if (!waiting.isEmpty()) {
            start();
        }
    }

    /** What waits is not done any more; what is being done goes on. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
