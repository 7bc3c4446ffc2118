// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.load.Errno;
import java.util.List;

/**
 * What came of a request.
 *
 * @param errno 0 if it was done, else the kernel's error or, of the service itself: ENOENT for an unknown name, EAGAIN for a
 *     full queue, EBUSY for a module with holders, EIO for a file
 *     that cannot be read, EINTR if the service was closed before
 * @param message one line; empty if it was done
 * @param modules what a load meant, or what was removed, in that order
 */
public record Outcome(int errno, String message, List<String> modules) {
    /**
     * An outcome.
     *
     * @param errno 0 or positive
     * @param message one line
     * @param modules names
     */
    public Outcome {
        modules = List.copyOf(modules);
    }

    /**
     * Whether it was done.
     *
     * @return true if there was no error
     */
    public boolean isDone() {
        return errno == 0;
    }

    static Outcome done(List<String> modules) {
        return new Outcome(0, "", modules);
    }

    static Outcome refused(Errno errno, String message) {
        return new Outcome(errno.number(), message, List.of());
    }
}
