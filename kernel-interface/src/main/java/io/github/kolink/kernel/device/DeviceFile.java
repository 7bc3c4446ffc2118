// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.load.LoadException;

/** One open file of the device: room for one module. To close it gives back what the kernel has not taken. */
public interface DeviceFile extends AutoCloseable {
    /** Opens the device. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens it once more.
         *
         * @return a new open file
         * @throws LoadException if the kernel does not let us
         */
        DeviceFile open();
    }

    /**
     * Sends one message, as one {@code write}.
     *
     * @param message all of it
     * @throws LoadException if the kernel did not take all of it
     */
    void write(byte[] message);

    /**
     * Reads on in the reply, as one {@code read}.
     *
     * @param into where to
     * @param offset first byte to write
     * @param length the most to read [bytes]
     * @return how many bytes were read; 0 at the end
     * @throws LoadException if reading failed
     */
    int read(byte[] into, int offset, int length);

    @Override
    void close();
}
