// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.guest;

import io.github.kolink.kernel.device.DeviceFile;
import io.github.kolink.kernel.device.ProcModules;
import io.github.kolink.kernel.device.RunningModules;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The kernel of a guest that has no JVM: its {@code /dev/kolink} through a socket of QEMU. The other end is {@code relay.c},
 * which says what a request and an answer are.
 */
public final class RelayedKernel implements DeviceFile.Opener, RunningModules, AutoCloseable {
    private static final int OPEN = 1;
    private static final int CLOSE = 2;
    private static final int WRITE = 3;
    private static final int READ = 4;
    private static final int REMOVE = 5;
    private static final int MODULES = 6;
    private static final int QUIT = 7;
    private static final byte[] NOTHING = {};

    private final SocketChannel socket;

    /**
     * Connects.
     *
     * @param path the socket
     * @throws IOException if nobody listens
     */
    public RelayedKernel(Path path) throws IOException {
        this.socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    @Override
    public DeviceFile open() {
        int file = result("open /dev/kolink", ask(OPEN, 0, NOTHING));
        return new DeviceFile() {
            @Override
            public void write(byte[] message) {
                int written = result("write", ask(WRITE, file, message));
                if (written != message.length) {
                    throw new LoadException("write (" + written + " of " + message.length + " bytes)", Errno.EIO);
                }
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                ByteBuffer answer =
                        ask(READ, file, ByteBuffer.allocate(4).putInt(length).array());
                int read = result("read", answer);
                answer.get(into, offset, read);
                return read;
            }

            @Override
            public void close() {
                ask(CLOSE, file, NOTHING);
            }
        };
    }

    @Override
    public List<ResidentModule> list() {
        ByteBuffer answer = ask(MODULES, 0, NOTHING);
        result("read /proc/modules", answer);
        return ProcModules.parse(StandardCharsets.ISO_8859_1.decode(answer).toString());
    }

    @Override
    public void remove(String name) {
        result("delete_module " + name, ask(REMOVE, 0, name.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Lets the guest go on. */
    @Override
    public void close() throws IOException {
        ask(QUIT, 0, NOTHING);
        socket.close();
    }

    private static int result(String what, ByteBuffer answer) {
        int result = answer.getInt();
        if (result < 0) {
            throw new LoadException(what, -result);
        }
        return result;
    }

    /** Positioned at the result, the length taken out. */
    private ByteBuffer ask(int what, int file, byte[] bytes) {
        try {
            ByteBuffer request = ByteBuffer.allocate(12 + bytes.length)
                    .putInt(what)
                    .putInt(file)
                    .putInt(bytes.length)
                    .put(bytes)
                    .flip();
            while (request.hasRemaining()) {
                socket.write(request);
            }
            ByteBuffer head = read(8);
            int result = head.getInt();
            ByteBuffer tail = read(head.getInt());
            return ByteBuffer.allocate(4 + tail.remaining())
                    .putInt(result)
                    .put(tail)
                    .flip();
        } catch (IOException e) {
            LoadException problem = new LoadException("the guest's relay", Errno.EIO);
            problem.addSuppressed(e);
            throw problem;
        }
    }

    private ByteBuffer read(int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (socket.read(bytes) < 0) {
                throw new IOException("the guest is gone");
            }
        }
        return bytes.flip();
    }
}
