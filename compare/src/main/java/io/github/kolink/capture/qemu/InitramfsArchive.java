// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A cpio archive in the form {@code newc}, as the kernel unpacks it (Documentation/driver-api/early-userspace). */
public final class InitramfsArchive implements AutoCloseable {
    private static final int DIRECTORY = 0040755;
    private static final int FILE = 0100755;
    private static final int CHARACTER_DEVICE = 0020600;

    private final OutputStream out;
    private int inode;

    /**
     * An empty archive.
     *
     * @param out where it goes; closed with the archive
     */
    public InitramfsArchive(OutputStream out) {
        this.out = out;
    }

    /**
     * Adds a directory.
     *
     * @param path without a slash in front; what it is in comes first
     * @throws IOException if it cannot be written
     */
    public void directory(String path) throws IOException {
        entry(path, DIRECTORY, 0, 0, new byte[0]);
    }

    /**
     * Adds a file that anybody may read and run.
     *
     * @param path without a slash in front
     * @param contents all of it
     * @throws IOException if it cannot be written
     */
    public void file(String path, byte[] contents) throws IOException {
        entry(path, FILE, 0, 0, contents);
    }

    /**
     * Adds a character device.
     *
     * @param path without a slash in front
     * @param major the driver's number
     * @param minor the device's
     * @throws IOException if it cannot be written
     */
    public void device(String path, int major, int minor) throws IOException {
        entry(path, CHARACTER_DEVICE, major, minor, new byte[0]);
    }

    private void entry(String path, int mode, int major, int minor, byte[] contents) throws IOException {
        byte[] name = (path + "\0").getBytes(StandardCharsets.US_ASCII);
        inode++;
        String header = String.format(
                Locale.ROOT,
                "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
                inode,
                mode,
                0,
                0,
                1,
                0,
                contents.length,
                0,
                0,
                major,
                minor,
                name.length,
                0);
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(name);
        pad(header.length() + name.length);
        out.write(contents);
        pad(contents.length);
    }

    private void pad(int length) throws IOException {
        out.write(new byte[-length & 3]);
    }

    @Override
    public void close() throws IOException {
        entry("TRAILER!!!", 0, 0, 0, new byte[0]);
        out.close();
    }
}
