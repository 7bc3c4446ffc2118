// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.time.Duration;

/**
 * The unload timer of the kmod of Linux 2.1: {@code echo 120 > /proc/sys/kernel/kmod_unload_delay}. It first fires five
 * minutes after boot; each time it sweeps and is armed again by the delay as it is then, 60 s unless it was set. A delay of 0
 * leaves it off until {@link #start} is called again.
 */
public final class KmodTimer {
    /** Until it fires for the first time. */
    public static final Duration FIRST = Duration.ofMinutes(5);

    /** Between one time and the next, if nobody has set it. */
    public static final Duration USUAL = Duration.ofSeconds(60);

    private final ServiceClock clock;
    private final Runnable sweep;
    private Duration delay = USUAL;
    private Runnable armed = () -> {};

    /**
     * A timer that is off.
     *
     * @param clock its time
     * @param sweep what it does
     */
    public KmodTimer(ServiceClock clock, Runnable sweep) {
        this.clock = clock;
        this.sweep = sweep;
    }

    /**
     * Sets {@code kmod_unload_delay}. It counts from the next time the timer fires, as it did then.
     *
     * @param unloadDelay between one time and the next; zero switches off
     */
    public synchronized void delay(Duration unloadDelay) {
        delay = unloadDelay;
    }

    /**
     * The delay.
     *
     * @return as it was set
     */
    public synchronized Duration delay() {
        return delay;
    }

    /**
     * Arms the timer.
     *
     * @param first until it fires, {@link #FIRST} at boot
     */
    public synchronized void start(Duration first) {
        armed.run();
        armed = clock.after(first, this::fire);
    }

    /** Switches it off. */
    public synchronized void stop() {
        armed.run();
        armed = () -> {};
    }

    private void fire() {
        sweep.run();
        synchronized (this) {
            if (!delay.isZero()) {
                armed = clock.after(delay, this::fire);
            }
        }
    }
}
