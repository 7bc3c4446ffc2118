// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import java.util.Optional;

/** Yes or no as the kernel reads it ({@code kstrtobool}, lib/kstrtox.c 6.1): the first letter counts, of {@code o} the second. */
final class KernelBoolean {
    private KernelBoolean() {}

    /**
     * Reads a text.
     *
     * @param text any
     * @param enabled whether this kernel knows "enable" and "disable" too
     * @return empty if the kernel returns {@code EINVAL}
     */
    static Optional<Boolean> parse(String text, boolean enabled) {
        char first = lower(text, 0);
        return switch (first) {
            case 'y', 't', '1' -> Optional.of(true);
            case 'n', 'f', '0' -> Optional.of(false);
            case 'e' -> enabled ? Optional.of(true) : Optional.empty();
            case 'd' -> enabled ? Optional.of(false) : Optional.empty();
            case 'o' ->
                switch (lower(text, 1)) {
                    case 'n' -> Optional.of(true);
                    case 'f' -> Optional.of(false);
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static char lower(String text, int at) {
        char c = at < text.length() ? text.charAt(at) : 0;
        return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
    }
}
