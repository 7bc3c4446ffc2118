// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.compare.SectionDifference;

/** The bytes around a difference. */
final class Excerpt {
    private static final int AROUND = 8;
    private static final int LONGEST = 24;

    private final SectionDifference difference;
    private final int first;
    private final int end;

    Excerpt(SectionDifference difference) {
        this.difference = difference;
        int shown = difference.linked().length() / 2;
        this.first = Math.max(0, difference.offset() - difference.from() - AROUND);
        int differing = difference.offset() - difference.from() + Math.min(difference.length(), LONGEST);
        this.end = Math.min(shown, differing + AROUND);
    }

    /** Where the first byte is [bytes into the section]. */
    int offset() {
        return difference.from() + first;
    }

    /** Number of bytes. */
    int length() {
        return end - first;
    }

    /** Two digits of a byte of our image. */
    String linked(int index) {
        return digits(difference.linked(), index);
    }

    /** Two digits of a byte of the kernel's image. */
    String captured(int index) {
        return digits(difference.captured(), index);
    }

    /** Whether a byte belongs to this difference. */
    boolean differs(int index) {
        int at = offset() + index;
        return at >= difference.offset() && at < difference.offset() + difference.length();
    }

    /** One line of bytes, those of the difference in brackets. */
    String line(boolean captured) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < length(); i++) {
            boolean opens = differs(i) && (i == 0 || !differs(i - 1));
            boolean closes = !differs(i) && i > 0 && differs(i - 1);
            line.append(opens ? '[' : closes ? ']' : ' ').append(captured ? captured(i) : linked(i));
        }
        return line.append(length() > 0 && differs(length() - 1) ? "]" : "").toString();
    }

    private String digits(String bytes, int index) {
        int at = 2 * (first + index);
        return bytes.substring(at, at + 2);
    }
}
