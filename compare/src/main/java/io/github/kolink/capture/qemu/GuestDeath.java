// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;

/** The guest ended, or does not get any further. Nothing can be asked of it any more. */
final class GuestDeath extends IOException {
    private static final long serialVersionUID = 1;

    GuestDeath(String how) {
        super(how);
    }

    GuestDeath(String how, Throwable cause) {
        super(how, cause);
    }

    static GuestDeath hanging(long seconds) {
        return new GuestDeath("the guest did not get to its next stop within " + seconds + " s");
    }
}
