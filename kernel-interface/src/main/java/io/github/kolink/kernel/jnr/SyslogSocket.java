// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.jnr;

import io.github.kolink.load.LoadException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A syslog daemon's socket, {@code /dev/log}: one datagram is one message, {@code <PRIORITY>TAG[PID]: text} as RFC 3164 has it
 * but for the time, which the daemon adds. Java's own channels know no datagrams of unix sockets.
 */
public final class SyslogSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int CLOEXEC_NONBLOCK = 02004000;

    private final NativeCalls calls;
    private final int descriptor;

    SyslogSocket(NativeCalls calls, Path socket) {
        this.calls = calls;
        byte[] name = socket.toString().getBytes(StandardCharsets.UTF_8);
        byte[] address = new byte[name.length + 3];
        ByteBuffer.wrap(address)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(name);
        this.descriptor = (int) calls.checked("socket", calls.libc().socket(AF_UNIX, SOCK_DGRAM | CLOEXEC_NONBLOCK, 0));
        try {
            calls.checked("connect " + socket, calls.libc().connect(descriptor, address, address.length));
        } catch (LoadException e) {
            close();
            throw e;
        }
    }

    /**
     * Sends a message, which is not waited for: a daemon that does not read must not stop who loads modules for it.
     *
     * @param message with priority and tag
     * @throws LoadException if it cannot be sent
     */
    public void send(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        calls.checked("send to syslog", calls.libc().write(descriptor, bytes, bytes.length));
    }

    @Override
    public void close() {
        calls.libc().close(descriptor);
    }
}
