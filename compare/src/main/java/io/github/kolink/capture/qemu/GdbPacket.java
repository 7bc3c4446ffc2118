// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A packet of the gdb remote serial protocol: {@code $payload#checksum}, with {@code }} escaping the byte behind it and
 * {@code *} repeating the byte before it (gdb manual, appendix E, "Overview").
 */
final class GdbPacket {
    private static final int ESCAPE = '}';
    private static final int ESCAPED = 0x20;
    private static final int REPEAT = '*';
    private static final int REPEAT_BASE = 29;

    private GdbPacket() {}

    static byte[] encode(String payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('$');
        int sum = 0;
        for (byte each : payload.getBytes(StandardCharsets.ISO_8859_1)) {
            int value = each & 0xff;
            if (value == '$' || value == '#' || value == ESCAPE || value == REPEAT) {
                out.write(ESCAPE);
                sum += ESCAPE;
                value ^= ESCAPED;
            }
            out.write(value);
            sum += value;
        }
        out.write('#');
        out.writeBytes(String.format("%02x", sum & 0xff).getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    /** Reads up to the end of the next packet; acknowledgements before it are passed over. */
    static String decode(InputStream in) throws IOException {
        int next = read(in);
        while (next != '$') {
            next = read(in);
        }
        StringBuilder payload = new StringBuilder();
        int sum = 0;
        for (next = read(in); next != '#'; next = read(in)) {
            sum += next;
            if (next == ESCAPE) {
                int escaped = read(in);
                sum += escaped;
                payload.append((char) (escaped ^ ESCAPED));
            } else if (next == REPEAT && payload.length() > 0) {
                int count = read(in);
                sum += count;
                payload.append(
                        String.valueOf(payload.charAt(payload.length() - 1)).repeat(count - REPEAT_BASE));
            } else {
                payload.append((char) next);
            }
        }
        int sent = Character.digit(read(in), 16) << 4 | Character.digit(read(in), 16);
        if (sent != (sum & 0xff)) {
            throw new IOException(String.format("gdb packet with checksum %02x, sent as %02x", sum & 0xff, sent));
        }
        return payload.toString();
    }

    private static int read(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("QEMU closed its gdb connection");
        }
        return next;
    }
}
