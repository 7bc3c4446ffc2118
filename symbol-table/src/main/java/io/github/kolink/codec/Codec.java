// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.codec;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One compression format, recognised by content. Providers are found by {@link java.util.ServiceLoader}; gzip is built
 * in. Implementations are stateless and thread-safe and never change position, limit or order of a buffer they are
 * given.
 *
 * @since 0.1
 */
public interface Codec {

    /**
     * Returns the name users know the format by, in lower case.
     *
     * @return for example {@code "gzip"} or {@code "xz"}
     */
    String name();

    /**
     * Tells whether the bytes begin with this format's magic number.
     *
     * @param start the bytes from the buffer's position to its limit; may be shorter than the magic number, even empty
     * @return false if the bytes are too short to tell
     */
    boolean recognises(ByteBuffer start);

    /**
     * Decodes the first stream at the buffer's position and ignores what follows it (kernel images carry trailing
     * bytes).
     *
     * @param input the compressed bytes, from the buffer's position to its limit
     * @param limit the most bytes to produce; a header that claims more is not believed and allocates nothing
     * @return the decoded bytes, position 0, big-endian as a new buffer is; at most {@code limit} bytes
     * @throws IOException if the stream is damaged or longer than {@code limit}; {@link CodecException} where the codec
     *     itself found the damage
     */
    ByteBuffer decode(ByteBuffer input, long limit) throws IOException;
}
