// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Writes DER, and what is not DER. */
final class Der {
    private Der() {}

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] element(int tag, byte[]... parts) {
        byte[] content = join(parts);
        byte[] header = content.length < 128
                ? new byte[] {(byte) tag, (byte) content.length}
                : content.length < 256
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) content.length}
                        : content.length < 65536
                                ? new byte[] {
                                    (byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length
                                }
                                : new byte[] {
                                    (byte) tag,
                                    (byte) 0x83,
                                    (byte) (content.length >> 16),
                                    (byte) (content.length >> 8),
                                    (byte) content.length
                                };
        return join(header, content);
    }

    /** An element that ends where its end marker is. */
    static byte[] indefinite(int tag, byte[]... parts) {
        return join(new byte[] {(byte) tag, (byte) 0x80}, join(parts), new byte[2]);
    }

    static byte[] sequence(byte[]... parts) {
        return element(0x30, parts);
    }

    static byte[] set(byte[]... parts) {
        return element(0x31, parts);
    }

    static byte[] integer(long value) {
        return element(0x02, BigInteger.valueOf(value).toByteArray());
    }

    static byte[] text(String value) {
        return element(0x0c, value.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] octets(byte[] value) {
        return element(0x04, value);
    }

    static byte[] bits(byte[] value) {
        return element(0x03, new byte[1], value);
    }

    static byte[] time(String value) {
        return element(0x17, value.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] nothing() {
        return element(0x05);
    }

    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            long arc = Long.parseLong(arcs[i]);
            for (int shift = 56; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    out.write((int) (0x80 | (arc >>> shift & 0x7f)));
                }
            }
            out.write((int) (arc & 0x7f));
        }
        return element(0x06, out.toByteArray());
    }
}
