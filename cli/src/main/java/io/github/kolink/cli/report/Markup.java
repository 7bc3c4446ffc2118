// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.report;

import io.github.kolink.cli.terminal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

/** Builds HTML text; values are escaped, formats are not. */
public final class Markup {
    private final StringBuilder text = new StringBuilder();

    /** An empty text. */
    public Markup() {}

    /**
     * Adds markup.
     *
     * @param format as of {@link String#format}, finished markup
     * @param values numbers and literals go in as they are, everything else is escaped
     * @return this
     */
    public Markup add(String format, Object... values) {
        Object[] safe = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            boolean finished = values[i] instanceof Number || values[i] instanceof Literal;
            safe[i] = finished ? values[i] : escape(String.valueOf(values[i]));
        }
        text.append(String.format(Locale.ROOT, format, safe));
        return this;
    }

    /**
     * Adds finished markup.
     *
     * @param other as it is
     * @return this
     */
    public Markup add(Markup other) {
        text.append(other.text);
        return this;
    }

    /**
     * Adds a resource as it is.
     *
     * @param owner a class of its package
     * @param name its file
     * @return this
     */
    public Markup addResource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Escapes text of several lines.
     *
     * @param value of any origin
     * @return markup with the same line feeds
     */
    public static String escapeLines(String value) {
        return value.lines().map(Markup::escape).collect(Collectors.joining("\n"));
    }

    /**
     * Escapes text, control characters too.
     *
     * @param value of any origin
     * @return markup, for text and for attributes in double quotes
     */
    public static String escape(String value) {
        return Printable.text(value)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
