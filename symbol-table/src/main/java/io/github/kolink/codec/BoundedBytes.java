// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Output of a decoder that grows by doubling up to a limit, so that memory follows the bytes really decoded and never
 * what a header claims. Not thread-safe.
 *
 * @since 0.1
 */
public final class BoundedBytes {
    /** Largest array that every virtual machine can allocate [bytes]. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;

    private static final int FIRST_SIZE = 1 << 16;

    private final String codec;
    private final long limit;
    private byte[] bytes;
    private int length;

    /**
     * Makes an empty output.
     *
     * @param codec name of the format, for messages
     * @param limit the most bytes to hold; above 2^31 - 17 the largest array bounds it
     */
    public BoundedBytes(String codec, long limit) {
        this.codec = codec;
        this.limit = Math.max(0, Math.min(limit, LARGEST_ARRAY));
        this.bytes = new byte[(int) Math.min(FIRST_SIZE, this.limit)];
    }

    /**
     * Returns how much was written.
     *
     * @return the number of bytes held
     */
    public int length() {
        return length;
    }

    /**
     * Tells whether the limit is reached.
     *
     * @return true if not one more byte may be written
     */
    public boolean isFull() {
        return length == limit;
    }

    /**
     * Makes room for the next bytes and returns the array to write them to, starting at {@link #length()}.
     *
     * @param count bytes about to be written
     * @return the array, valid until the next call of this method
     * @throws CodecException if the limit would be passed
     */
    public byte[] room(int count) throws CodecException {
        if (count > limit - length) {
            throw CodecException.overLimit(codec, limit);
        }
        if (count > bytes.length - length) {
            long grown = Math.max((long) length + count, Math.min(2L * bytes.length, limit));
            bytes = Arrays.copyOf(bytes, (int) grown);
        }
        return bytes;
    }

    /**
     * Counts bytes written to the array of {@link #room}.
     *
     * @param count bytes written
     */
    public void written(int count) {
        length += count;
    }

    /**
     * Reads a stream to its end.
     *
     * @param in the decoded bytes
     * @return this
     * @throws IOException if the stream fails, or has more bytes than the limit allows
     */
    public BoundedBytes readAll(InputStream in) throws IOException {
        while (true) {
            if (length == bytes.length) {
                if (length == limit) {
                    if (in.read() >= 0) {
                        throw CodecException.overLimit(codec, limit);
                    }
                    return this;
                }
                room(1);
            }
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return this;
            }
            length += read;
        }
    }

    /**
     * Returns what was written, without copying.
     *
     * @return a buffer from position 0 to {@link #length()}
     */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, length).slice();
    }
}
