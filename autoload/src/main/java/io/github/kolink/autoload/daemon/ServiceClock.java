// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.time.Duration;

/** Time, which tests make virtual. */
public interface ServiceClock {
    /**
     * Now.
     *
     * @return [milliseconds since 1970]
     */
    long millis();

    /**
     * Does something later.
     *
     * @param delay from now
     * @param action what; must not wait
     * @return cancels it; nothing happens if it is done already
     */
    Runnable after(Duration delay, Runnable action);
}
