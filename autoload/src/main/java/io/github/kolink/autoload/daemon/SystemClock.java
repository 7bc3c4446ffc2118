// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time of this machine. */
public final class SystemClock implements ServiceClock, AutoCloseable {
    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1, action -> {
        Thread thread = new Thread(action, "kolink-alarms");
        thread.setDaemon(true);
        return thread;
    });

    /** A clock with a thread of its own. */
    public SystemClock() {
        alarms.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
        ScheduledFuture<?> alarm = alarms.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> alarm.cancel(false);
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
