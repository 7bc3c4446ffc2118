// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.PlannedModule;
import java.io.IOException;

/** A way to have the guest load a module and to take what its loader makes of it. */
interface GuestLoad {
    /**
     * Loads a module.
     *
     * @param planned which
     * @param order its position in the order of loading, which is its file's name in the guest
     * @param isNew whether it is to be captured; if not, only where its sections are is noted, for those that use it
     */
    void load(PlannedModule planned, int order, boolean isNew) throws IOException;
}
