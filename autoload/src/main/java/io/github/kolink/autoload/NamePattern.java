// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload;

import java.util.Optional;

/** Aliases as patterns: {@code -} is {@code _}, but not in brackets, where it is a range. */
public final class NamePattern {
    private NamePattern() {}

    /**
     * An alias as kmod holds it.
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
}
