// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.link.LinkedImage;
import java.util.List;

/**
 * Room for one module in a kernel. It has two exits: the kernel takes the image, or it is closed and the memory is free
 * again. To close after the kernel has taken the image changes nothing, so that a reservation belongs into a
 * try-with-resources statement; the death of the process closes it too.
 */
public interface Reservation extends AutoCloseable {
    /**
     * Where the module will lie.
     *
     * @return a base for each of its regions
     */
    RegionAddresses addresses();

    /**
     * Hands the image over: the kernel completes it, calls init and keeps it.
     *
     * @param image linked for {@link #addresses}, relocated and nothing more ({@code Stage.RELOCATED}): what comes behind
     *     is done by the kernel's own functions
     * @param parameters as on the command line of {@code insmod}; may be empty
     * @param dependencies the modules it uses
     * @return what init returned: if it is negative, it is -errno, and the kernel has freed everything
     * @throws LoadException if the kernel did not take it
     */
    int load(LinkedImage image, String parameters, List<Dependency> dependencies);

    /** Frees the memory, unless the kernel has taken it. */
    @Override
    void close();
}
