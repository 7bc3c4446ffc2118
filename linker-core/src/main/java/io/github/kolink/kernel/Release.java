// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

import java.util.Optional;

/**
 * The numbers a kernel release begins with, such as 6.1.0 of {@code 6.1.0-18-amd64}. Read by hand: the first regular
 * expression of a run loads some 25 classes.
 *
 * @param patch 0 if there is none
 */
record Release(int major, int minor, int patch) {
    private static final int MOST_DIGITS = 4;

    /** Empty if the text does not begin with two numbers of up to four digits and a dot between them. */
    static Optional<Release> of(String text) {
        int dot = digitsEnd(text, 0);
        if (dot == 0 || dot == text.length() || text.charAt(dot) != '.') {
            return Optional.empty();
        }
        int end = digitsEnd(text, dot + 1);
        if (end == dot + 1) {
            return Optional.empty();
        }
        int patchEnd = end < text.length() && text.charAt(end) == '.' ? digitsEnd(text, end + 1) : end;
        return Optional.of(new Release(
                number(text, 0, dot),
                number(text, dot + 1, end),
                patchEnd > end ? number(text, end + 1, patchEnd) : 0));
    }

    private static int digitsEnd(String text, int start) {
        int end = start;
        while (end < text.length() && end < start + MOST_DIGITS && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static int number(String text, int start, int end) {
        return start == end ? 0 : Integer.parseInt(text, start, end, 10);
    }

    /** Whether it is of this series or a later one. */
    boolean isSince(Release series) {
        return major > series.major || (major == series.major && minor >= series.minor);
    }

    /** Whether it is of the same stable series and not older. */
    boolean isStableSince(Release other) {
        return major == other.major && minor == other.minor && patch >= other.patch;
    }
}
