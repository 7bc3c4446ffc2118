// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.codec;

import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads a buffer as a stream, from its position to its limit, without touching either. Not thread-safe.
 *
 * @since 0.1
 */
public final class BufferInput extends InputStream {
    private final ByteBuffer buffer;

    /**
     * Makes a stream.
     *
     * @param buffer the bytes to read; the buffer itself is left as it is
     */
    public BufferInput(ByteBuffer buffer) {
        this.buffer = buffer.duplicate();
    }

    @Override
    public int read() {
        return buffer.hasRemaining() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int count = Math.min(length, buffer.remaining());
        if (count == 0) {
            return -1;
        }
        buffer.get(target, offset, count);
        return count;
    }

    @Override
    public long skip(long count) {
        int skipped = (int) Math.max(0, Math.min(count, buffer.remaining()));
        buffer.position(buffer.position() + skipped);
        return skipped;
    }

    @Override
    public int available() {
        return buffer.remaining();
    }
}
