// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when a test says so. */
final class VirtualClock implements ServiceClock {
    private record Alarm(long at, Runnable action) {}

    private final List<Alarm> alarms = new ArrayList<>();
    private long now;

    @Override
    public long millis() {
        return now;
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
        Alarm alarm = new Alarm(now + delay.toMillis(), action);
        alarms.add(alarm);
        return () -> alarms.removeIf(other -> other == alarm);
    }

    /** Lets time pass; whatever is due is done, in its order, at its time. */
    void pass(Duration time) {
        long end = now + time.toMillis();
        while (true) {
            Alarm next = alarms.stream()
                    .filter(alarm -> alarm.at() <= end)
                    .min(Comparator.comparingLong(Alarm::at))
                    .orElse(null);
            if (next == null) {
                now = end;
                return;
            }
            alarms.remove(next);
            now = next.at();
            next.action().run();
        }
    }
}
