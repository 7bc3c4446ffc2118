// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share numbered jobs: each takes the lowest number nobody has begun. One of them is the caller's. What a job
 * throws stops all of them and comes out of {@link #run}.
 */
final class Crew {
    /** How often a turn is asked for before a thread sleeps: it mostly comes sooner than sleeping and waking take. */
    private static final int ASKED = 1000;

    private final int threads;
    private int next;
    private volatile int turn;
    private @Nullable Throwable failure;

    /** One job. */
    @FunctionalInterface
    interface Job {
        void run(int number);
    }

    /** Thrown where a job waits while another one has failed. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("another job has failed", null, false, false);
        }
    }

    Crew(int threads) {
        this.threads = threads;
    }

    /** Does the jobs from 0 to {@code jobs} - 1 and returns when all are done. */
    void run(int jobs, Job job) {
        next = 0;
        turn = 0;
        List<Thread> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, jobs); i++) {
            Thread helper = new Thread(() -> work(jobs, job), "kolink-" + i);
            helper.setDaemon(true);
            helper.start();
            helpers.add(helper);
        }
        work(jobs, job);
        for (Thread helper : helpers) {
            join(helper);
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException problem) {
            throw problem;
        }
    }

    private static void join(Thread helper) {
        boolean interrupted = false;
        while (helper.isAlive()) {
            try {
                helper.join();
            } catch (InterruptedException e) {
                interrupted = true; // told to whoever asks next
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(int jobs, Job job) {
        try {
            for (int number = begin(); number < jobs; number = begin()) {
                job.run(number);
            }
        } catch (Stopped e) {
            // whoever failed has left the reason
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private synchronized int begin() {
        return failure == null ? next++ : Integer.MAX_VALUE;
    }

    private synchronized void fail(Throwable why) {
        if (failure == null) {
            failure = why;
        }
        notifyAll();
    }

    /**
     * Waits until something is so; asked again behind each {@link #tell}.
     *
     * @param condition must become true by what jobs of lower numbers tell
     */
    synchronized void await(BooleanSupplier condition) {
        boolean interrupted = false;
        while (failure == null && !condition.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new Stopped();
        }
    }

    /** Does something that others wait for, or that only one may do at a time. */
    synchronized void tell(Runnable news) {
        news.run();
        notifyAll();
    }

    /** Does something when all jobs of lower numbers have done it; each job must, once. */
    void inTurn(int number, Runnable news) {
        for (int asked = 0; asked < ASKED && turn != number; asked++) {
            Thread.onSpinWait();
        }
        await(() -> turn == number);
        tell(() -> {
            news.run();
            turn = number + 1;
        });
    }
}
