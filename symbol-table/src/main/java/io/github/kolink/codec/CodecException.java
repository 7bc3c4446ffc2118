// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.codec;

import java.io.IOException;

/**
 * Compressed bytes that cannot be decoded. The message says which file and format, the reason, and what to do.
 *
 * @since 0.1
 */
public final class CodecException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message format, reason, remedy
     */
    public CodecException(String message) {
        super(message);
    }

    /**
     * Makes an exception that keeps its cause.
     *
     * @param message format, reason, remedy
     * @param cause what the decoder of the format threw
     */
    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }

    static CodecException overLimit(String codec, long limit) {
        return new CodecException(codec + ": the decoded bytes exceed the limit of " + limit
                + " bytes; the file is damaged, hostile, or needs a higher limit");
    }
}
