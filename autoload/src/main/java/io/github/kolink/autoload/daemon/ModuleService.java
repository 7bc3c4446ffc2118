// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Loads by name and unloads what is unused, as kerneld did. Requests for a name that is being loaded join its load, and all
 * are answered with what came of it. Loads and removals are done by the executor, one at a time if it does so ({@link
 * OvertakingWorker}: but for a load that waits for another one); nothing else waits.
 *
 * <p>What a request has loaded is marked autoclean ({@link ModuleMarks}). {@link #release} removes at once, {@link
 * #delayedRelease} after the delay unless it is cancelled, {@link #sweep} what was unused since the last sweep. Thread-safe.
 */
public final class ModuleService implements AutoCloseable {
    /** How long a delayed release waits, unless it is set: kerneld's {@code delay=}. */
    public static final Duration USUAL_DELAY = Duration.ofSeconds(60);

    private static final int REMEMBERED_LINES = 50;

    private final ServiceClock clock;
    private final Executor worker;
    private final ModuleLife life;
    private final int queueLimit;
    private final Map<String, Job> pending = new LinkedHashMap<>();
    private final Map<String, Runnable> releases = new TreeMap<>();
    private final Map<String, List<String>> meanings = new TreeMap<>();
    private final Deque<String> log = new ArrayDeque<>();
    private Duration delay = USUAL_DELAY;
    private boolean keep;
    private boolean closed;
    private long requests;
    private long loads;
    private long joined;
    private long refused;

    private static final class Job {
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private int waiters = 1;
    }

    /**
     * A service.
     *
     * @param system loads and removes
     * @param marks read and changed by this service alone
     * @param hooks done around each load and removal, in their order
     * @param clock the time
     * @param worker does one thing after the other, as far as they end; in tests it may do it at once
     * @param queueLimit how many different names may wait
     */
    public ModuleService(
            ModuleSystem system,
            ModuleMarks marks,
            List<LifeHook> hooks,
            ServiceClock clock,
            Executor worker,
            int queueLimit) {
        this.clock = clock;
        this.worker = worker;
        this.queueLimit = queueLimit;
        this.life = new ModuleLife(system, marks, hooks, clock, this::say);
    }

    /**
     * REQUEST_MODULE: loads what a name stands for.
     *
     * @param name as the kernel asks
     * @param requester the process that asks, for the log; 0 if nobody knows
     * @return what came of it; never fails, but with an outcome that says so
     */
    public CompletableFuture<Outcome> request(String name, long requester) {
        Job job;
        synchronized (this) {
            requests++;
            Job known = pending.get(name);
            if (known != null) {
                joined++;
                known.waiters++;
                return known.outcome.copy();
            }
            if (closed || pending.size() >= queueLimit) {
                refused++;
                return CompletableFuture.completedFuture(
                        closed
                                ? Outcome.refused(Errno.EINTR, "the service ends")
                                : Outcome.refused(Errno.EAGAIN, queueLimit + " names wait already; ask again later"));
            }
            job = new Job();
            pending.put(name, job);
            loads++;
        }
        say("request " + name + (requester == 0 ? "" : " of process " + requester));
        execute(() -> finish(name, job, load(name)), job.outcome);
        return job.outcome.copy();
    }

    private Outcome load(String name) {
        try {
            List<String> modules = life.load(name);
            synchronized (this) {
                meanings.put(name, modules);
                // A load begins the delay anew, so that the module stays at least as long.
                if (releases.containsKey(name)) {
                    delayedRelease(name);
                }
            }
            return Outcome.done(modules);
        } catch (UnknownNameException e) {
            return Outcome.refused(Errno.ENOENT, String.valueOf(e.getMessage()));
        } catch (LoadException e) {
            return new Outcome(e.number(), String.valueOf(e.getMessage()), List.of());
        } catch (IOException | RuntimeException e) {
            return Outcome.refused(Errno.EIO, name + ": " + e);
        }
    }

    private void finish(String name, Job job, Outcome outcome) {
        synchronized (this) {
            pending.remove(name);
        }
        if (!outcome.isDone()) {
            say(outcome.message());
        }
        job.outcome.complete(outcome);
    }

    /** Whatever happens to the work, whoever waits for it is answered. */
    private void execute(Runnable work, CompletableFuture<Outcome> answer) {
        try {
            worker.execute(() -> {
                try {
                    work.run();
                } finally {
                    answer.complete(Outcome.refused(Errno.EIO, "the service failed; its log says how"));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.complete(Outcome.refused(Errno.EINTR, "the service ends"));
        }
    }

    /**
     * RELEASE_MODULE: removes what a name stands for, and what only that has used. With {@link #keep} it does nothing.
     *
     * @param name as it was requested, or a module's
     * @return what was removed, or who holds it
     */
    public CompletableFuture<Outcome> release(String name) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        List<String> modules;
        synchronized (this) {
            forget(name);
            if (keep) {
                return CompletableFuture.completedFuture(Outcome.done(List.of()));
            }
            modules = meanings.getOrDefault(name, List.of(name));
        }
        execute(() -> answer.complete(life.release(modules)), answer);
        return answer;
    }

    /**
     * DELAYED_RELEASE_MODULE: releases after the delay. Asked again, or after a load of the same name, the delay begins anew.
     *
     * @param name as it was requested
     */
    public synchronized void delayedRelease(String name) {
        forget(name);
        if (!keep && !closed) {
            releases.put(name, clock.after(delay, () -> {
                CompletableFuture<Outcome> unused = release(name); // the log tells
            }));
        }
    }

    /**
     * CANCEL_RELEASE_MODULE.
     *
     * @param name of which no release shall be done
     * @return whether one was waiting
     */
    public synchronized boolean cancelRelease(String name) {
        return forget(name);
    }

    private boolean forget(String name) {
        Runnable alarm = releases.remove(name);
        if (alarm != null) {
            alarm.run();
        }
        return alarm != null;
    }

    /**
     * Keeps everything: releases and sweeps do nothing ({@code kdstat keep}).
     *
     * @param nothingGoes whether
     */
    public synchronized void keep(boolean nothingGoes) {
        keep = nothingGoes;
        if (keep) {
            List.copyOf(releases.keySet()).forEach(this::forget);
        }
    }

    /**
     * Sets the delay of releases from now on ({@code kdstat delay=}).
     *
     * @param ofReleases not negative
     */
    public synchronized void delay(Duration ofReleases) {
        delay = ofReleases;
    }

    /**
     * Removes what was unused since the last sweep ({@link Sweep}).
     *
     * @return the modules that went; the message tells of those that the kernel did not let go
     */
    public CompletableFuture<Outcome> sweep() {
        synchronized (this) {
            if (keep) {
                return CompletableFuture.completedFuture(Outcome.done(List.of()));
            }
        }
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        execute(
                () -> {
                    try {
                        Sweep.Report report = life.sweep();
                        answer.complete(new Outcome(
                                report.failed().isEmpty() ? 0 : Errno.EBUSY.number(),
                                String.join("; ", report.failed()),
                                report.removed()));
                    } catch (IOException | RuntimeException e) {
                        say("sweep: " + e.getMessage());
                        answer.complete(Outcome.refused(Errno.EIO, String.valueOf(e.getMessage())));
                    }
                },
                answer);
        return answer;
    }

    /**
     * What the service is about.
     *
     * @return now
     */
    public ServiceStatus status() {
        Map<String, Integer> queue = new LinkedHashMap<>();
        synchronized (this) {
            pending.forEach((name, job) -> queue.put(name, job.waiters));
            return new ServiceStatus(
                    delay,
                    keep,
                    queueLimit,
                    queue,
                    List.copyOf(releases.keySet()),
                    requests,
                    loads,
                    joined,
                    refused,
                    List.copyOf(log));
        }
    }

    private synchronized void say(String line) {
        log.addLast(line);
        if (log.size() > REMEMBERED_LINES) {
            log.removeFirst();
        }
    }

    /** Answers whoever waits, with EINTR, and forgets all delayed releases. What is loaded stays. */
    @Override
    public void close() {
        List<Job> left = new ArrayList<>();
        synchronized (this) {
            closed = true;
            List.copyOf(releases.keySet()).forEach(this::forget);
            left.addAll(pending.values());
        }
        left.forEach(job -> job.outcome.complete(Outcome.refused(Errno.EINTR, "the service ends")));
    }
}
