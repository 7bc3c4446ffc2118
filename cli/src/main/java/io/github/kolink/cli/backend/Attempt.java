// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.link.LinkResult;
import io.github.kolink.load.Insertion;
import java.util.List;
import java.util.Optional;

/**
 * A module's way into a kernel, as far as it got.
 *
 * @param refused what the linker found, if it is the linker that refused
 * @param init what init returned, 0 or -errno; 0 if the kernel's own loader did it all
 * @param notes lines the kernel, or a simulated one, had to say
 */
public record Attempt(Optional<LinkResult> refused, int init, List<String> notes) {
    /** The kernel's own loader took it. */
    static final Attempt DONE = new Attempt(Optional.empty(), 0, List.of());

    /**
     * An attempt.
     *
     * @param refused by the linker
     * @param init what init returned
     * @param notes lines
     */
    public Attempt {
        notes = List.copyOf(notes);
    }

    static Attempt of(Insertion insertion, List<String> notes) {
        return insertion.init().isPresent()
                ? new Attempt(Optional.empty(), insertion.init().getAsInt(), notes)
                : new Attempt(Optional.of(insertion.link()), 0, notes);
    }
}
