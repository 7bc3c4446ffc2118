// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Requests and replies over one open file. */
final class Exchange {
    /** A name's field [bytes], its NUL included. */
    static final int NAME = 64;

    private static final int HEADER = 8;
    private static final int STATUS = 8;
    private static final int CHUNK = 64 << 10;

    private final DeviceFile file;
    private final ByteOrder order;

    Exchange(DeviceFile file, ByteOrder order) {
        this.file = file;
        this.order = order;
    }

    ByteOrder order() {
        return order;
    }

    /** A message with room for its payload, positioned there; send it when it is full. */
    ByteBuffer request(Operation operation, int payload) {
        return request(order, operation, payload);
    }

    static ByteBuffer request(ByteOrder order, Operation operation, int payload) {
        return ByteBuffer.allocate(Math.addExact(HEADER, payload))
                .order(order)
                .putInt(operation.number())
                .putInt(payload);
    }

    /**
     * Sends a request and reads its whole reply.
     *
     * @param what for whom, in an error's words
     * @param least the size of the reply if the operation succeeds [bytes]
     * @return positioned behind the status
     * @throws LoadException with the operation's error, or the framing's
     */
    ByteBuffer ask(String what, ByteBuffer request, int least) {
        ByteBuffer reply = reply(what, request);
        long status = reply.getLong();
        if (status != 0) {
            throw new LoadException(what, status < 0 && status > -4096 ? (int) -status : Errno.EPROTO.number());
        }
        if (reply.capacity() < least) {
            throw new LoadException(what + " (a reply of " + reply.capacity() + " bytes)", Errno.EPROTO);
        }
        return reply;
    }

    /** The reply whatever its status. */
    ByteBuffer reply(String what, ByteBuffer request) {
        byte[] message = new byte[request.capacity()];
        request.rewind().get(message);
        file.write(message);
        byte[] bytes = new byte[CHUNK];
        int length = 0;
        while (true) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, length + CHUNK);
            }
            int read = file.read(bytes, length, bytes.length - length);
            if (read <= 0) {
                break;
            }
            length += read;
        }
        if (length < STATUS) {
            throw new LoadException(what + " (a reply of " + length + " bytes)", Errno.EPROTO);
        }
        return ByteBuffer.wrap(Arrays.copyOf(bytes, length)).order(order);
    }

    /** Writes a name into its field. */
    static void putName(ByteBuffer message, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= NAME) {
            throw new LoadException("module name '" + name + "'", Errno.EINVAL);
        }
        message.put(bytes).put(new byte[NAME - bytes.length]);
    }

    /** Reads a NUL-padded field. */
    static String text(ByteBuffer reply, int size) {
        byte[] bytes = new byte[size];
        reply.get(bytes);
        int end = 0;
        while (end < size && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
