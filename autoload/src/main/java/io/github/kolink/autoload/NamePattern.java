// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload;

import java.util.Optional;

/**
 * Aliases as patterns: {@code *}, {@code ?}, {@code [...]} and {@code \} as fnmatch(3) without flags reads them in the C
 * locale, and {@code -} as {@code _}, but not in brackets, where it is a range.
 */
public final class NamePattern {
    private NamePattern() {}

    /**
     * An alias as kmod holds it ({@code alias_normalize}, shared/util.c, kmod 30).
     *
     * @param alias such as {@code net-pf-10} or {@code pci:v0000[1-3]*}
     * @return with {@code _} for {@code -} outside of brackets; empty if a bracket is not opened or not closed
     */
    public static Optional<String> normalised(String alias) {
        StringBuilder text = new StringBuilder(alias);
        boolean bracket = false;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (bracket) {
                bracket = letter != ']';
            } else if (letter == ']') {
                return Optional.empty();
            } else if (letter == '[') {
                bracket = true;
            } else if (letter == '-') {
                text.setCharAt(at, '_');
            }
        }
        return bracket ? Optional.empty() : Optional.of(text.toString());
    }

    /**
     * Whether a pattern matches the whole of a name.
     *
     * @param pattern any text; a {@code [} without its {@code ]} stands for itself
     * @param name plain text
     * @return in at most pattern times name steps
     */
    public static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = ++p;
                retry = n;
                continue;
            }
            int next = p < pattern.length() ? step(pattern, p, name.charAt(n)) : -1;
            if (next >= 0) {
                p = next;
                n++;
            } else if (star >= 0) {
                p = star;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Where the pattern goes on if its element at p matches a letter, or -1. */
    private static int step(String pattern, int p, char letter) {
        char sign = pattern.charAt(p);
        if (sign == '?') {
            return p + 1;
        }
        if (sign == '\\') {
            return p + 1 < pattern.length() && pattern.charAt(p + 1) == letter ? p + 2 : -1;
        }
        int end = sign == '[' ? bracketEnd(pattern, p) : -1;
        if (end >= 0) {
            return inBracket(pattern, p, end, letter) ? end + 1 : -1;
        }
        return sign == letter ? p + 1 : -1;
    }

    /** Index of the closing bracket, or -1: a {@code ]} in first place stands for itself. */
    private static int bracketEnd(String pattern, int open) {
        int at = open + 1;
        if (at < pattern.length() && isNegation(pattern.charAt(at))) {
            at++;
        }
        for (int first = at; at < pattern.length(); at++) {
            if (pattern.charAt(at) == '\\') {
                at++;
            } else if (pattern.charAt(at) == ']' && at > first) {
                return at;
            }
        }
        return -1;
    }

    private static boolean inBracket(String pattern, int open, int end, char letter) {
        boolean negated = isNegation(pattern.charAt(open + 1));
        boolean found = false;
        int at = open + (negated ? 2 : 1);
        while (at < end) {
            at = escaped(pattern, at);
            char low = pattern.charAt(at++);
            char high = low;
            if (at + 1 < end && pattern.charAt(at) == '-') {
                at = escaped(pattern, at + 1);
                high = pattern.charAt(at++);
            }
            found |= low <= letter && letter <= high;
        }
        return found != negated;
    }

    private static int escaped(String pattern, int at) {
        return pattern.charAt(at) == '\\' ? at + 1 : at;
    }

    private static boolean isNegation(char letter) {
        return letter == '!' || letter == '^';
    }
}
