// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;

/** The guest did not reach the next stop in time. */
final class GuestTimeout extends IOException {
    private static final long serialVersionUID = 1;

    GuestTimeout(long seconds) {
        super("the guest did not get to its next stop within " + seconds + " s");
    }
}
