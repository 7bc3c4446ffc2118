// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import java.nio.charset.StandardCharsets;

/** Text as the kernel handles it: one character per byte of its UTF-8 form. */
final class ByteText {
    private ByteText() {}

    static String of(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The text for people; a character that was cut apart is replaced. */
    static String shown(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
