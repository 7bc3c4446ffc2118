// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import org.jspecify.annotations.Nullable;

/**
 * Arguments as the kernel cuts them ({@code next_arg}, lib/cmdline.c 6.1; the same up to 7.3): of its own command line and of
 * a module's parameters. Blanks separate, unless they are within double quotes; the quotes around a value or around the whole
 * argument are dropped. Characters are bytes of the text, 0 to 255.
 */
final class ArgumentLine {
    private final char[] text;
    private int at;

    /**
     * One argument.
     *
     * @param name before the first {@code =} that is not the first character
     * @param value behind it; null if there is none
     */
    record Argument(String name, @Nullable String value) {
        /** Whether this is the {@code --} that ends what is looked at. */
        boolean isEnd() {
            return value == null && name.equals("--");
        }

        /** Whether the argument is of a name; hyphens and underscores are the same ({@code parameq}). */
        boolean is(String wanted) {
            return name.replace('-', '_').equals(wanted.replace('-', '_'));
        }
    }

    ArgumentLine(String line) {
        int end = line.indexOf('\0');
        text = (end < 0 ? line + '\0' : line.substring(0, end + 1)).toCharArray();
        skipSpaces();
    }

    boolean hasNext() {
        return text[at] != 0;
    }

    /** What has not been cut yet. */
    String rest() {
        return until0(at);
    }

    Argument next() {
        int start = at;
        boolean quoted = text[start] == '"';
        if (quoted) {
            start++;
        }
        boolean inQuotes = quoted;
        int equals = 0;
        int end = start;
        while (text[end] != 0 && (inQuotes || !isSpace(text[end]))) {
            // An equals sign in front is part of the name.
            if (text[end] == '=' && equals == 0) {
                equals = end - start;
            }
            inQuotes ^= text[end] == '"';
            end++;
        }
        at = text[end] == 0 ? end : end + 1;
        text[end] = 0;
        int value = start + equals + 1;
        if (equals != 0) {
            text[start + equals] = 0;
            if (text[value] == '"') {
                value++;
                dropQuote(end - 1);
            }
        }
        if (quoted && end > start) {
            dropQuote(end - 1);
        }
        Argument argument = new Argument(until0(start), equals == 0 ? null : until0(value));
        skipSpaces();
        return argument;
    }

    private void dropQuote(int last) {
        if (text[last] == '"') {
            text[last] = 0;
        }
    }

    private String until0(int from) {
        int end = from;
        while (text[end] != 0) {
            end++;
        }
        return new String(text, from, end - from);
    }

    private void skipSpaces() {
        while (isSpace(text[at])) {
            at++;
        }
    }

    /** {@code isspace} (lib/ctype.c 6.1), which knows the no-break space of Latin-1. */
    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == ' ' || c == 0xa0;
    }
}
