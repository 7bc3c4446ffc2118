// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.terminal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text of unknown origin made fit for a terminal: nothing in it moves the cursor, hides or reorders text. */
public final class Printable {
    private Printable() {}

    /**
     * The text with control, format and unassigned characters escaped in hexadecimal.
     *
     * @param text of any origin
     * @return what may be printed
     */
    public static String text(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isShown(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(c < 0x100 ? String.format("\\x%02x", c) : String.format("\\u{%x}", c));
            }
        });
        return out.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /**
     * Bytes that were read as ISO 8859-1: taken as UTF-8 if they are, and left alone if not.
     *
     * @param bytes one per character
     * @return the text, not made printable
     */
    public static String decoded(String bytes) {
        ByteBuffer raw = StandardCharsets.ISO_8859_1.encode(CharBuffer.wrap(bytes));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(raw).toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }
}
