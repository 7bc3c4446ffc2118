// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.image;

/** Names in text that is made of lines and blanks: a hostile file's names must not look like either. */
final class Names {
    private Names() {}

    /** The name with everything but printable ASCII, and the backslash, as {@code \\xNN}. */
    static String plain(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c > ' ' && c < 0x7f && c != '\\') {
                out.append(c);
            } else {
                out.append(String.format("\\x%02x", (int) c));
            }
        }
        return out.toString();
    }
}
