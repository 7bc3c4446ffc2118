// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;

/** The guest's memory as the kernel, or a process, addresses it. */
interface GuestMemory {
    /** Reads bytes at a virtual address. */
    byte[] read(long virtual, int length) throws IOException;

    /** Writes bytes at a virtual address. */
    void write(long virtual, byte[] bytes) throws IOException;
}
