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
     * @return what its files hold [bytes]; 0 if it was not captured
     * @throws GuestDeath if the guest does not survive it
     * @throws IOException if something else fails
     */
    long load(PlannedModule planned, int order, boolean isNew) throws IOException;
}
