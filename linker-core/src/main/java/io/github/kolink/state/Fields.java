// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import java.util.Locale;

/** Lines of fields separated by tabs, as state files and the files and messages of autoloading have them. */
public final class Fields {
    private Fields() {}

    /**
     * Joins fields. What separates, or cannot be seen, becomes {@code %} and its UTF-16 unit in four hexadecimal digits.
     *
     * @param fields any text
     * @return one line without its end
     */
    public static String line(String... fields) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < fields.length; i++) {
            line.append(i == 0 ? "" : "\t");
            escape(fields[i], line);
        }
        return line.toString();
    }

    private static void escape(String field, StringBuilder out) {
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            boolean unseen = c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
            if (unseen || c == '%' || Character.isSurrogate(c)) {
                out.append(String.format(Locale.ROOT, "%%%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }

    /**
     * Takes a line apart.
     *
     * @param line without its end
     * @return at least one field
     * @throws IllegalArgumentException if a {@code %} is not followed by four hexadecimal digits
     */
    public static String[] of(String line) {
        String[] fields = line.split("\t", -1);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = plain(fields[i]);
        }
        return fields;
    }

    private static String plain(String field) {
        if (field.indexOf('%') < 0) {
            return field;
        }
        StringBuilder out = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '%') {
                if (i + 5 > field.length()) {
                    throw new IllegalArgumentException("four hexadecimal digits follow '%'");
                }
                out.append((char) Integer.parseInt(field.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                out.append(field.charAt(i));
            }
        }
        return out.toString();
    }
}
