// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CaptureWriter;

/** A guest that waits for modules. */
interface BootedGuest extends GuestLoad, AutoCloseable {
    /** Writes this boot's part of the capture. */
    CaptureWriter writer();

    /** The line with which its kernel has ended; empty if it said nothing. */
    String lastWords();

    @Override
    void close();
}
