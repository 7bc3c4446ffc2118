// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.jnr;

import io.github.kolink.kernel.device.DeviceFile;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;

/** An open file of the device. No child inherits it: whoever holds it holds the module's memory. */
final class NativeFile implements DeviceFile {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 02000000;

    private final NativeCalls calls;
    private final String path;
    private int descriptor;

    NativeFile(NativeCalls calls, String path) {
        this.calls = calls;
        this.path = path;
        this.descriptor = calls.open(path, O_RDWR | O_CLOEXEC);
    }

    @Override
    public void write(byte[] message) {
        String what = "write " + path;
        long written = calls.checked(what, calls.libc().write(descriptor, message, message.length));
        if (written != message.length) {
            throw new LoadException(what + " (" + written + " of " + message.length + " bytes)", Errno.EIO);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        // All of the array is copied back, what was not read with whatever lay there.
        byte[] part = new byte[length];
        int read = (int) calls.checked("read " + path, calls.libc().read(descriptor, part, length));
        System.arraycopy(part, 0, into, offset, read);
        return read;
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            calls.libc().close(descriptor);
            descriptor = -1;
        }
    }
}
