// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.SectionMemory;
import java.nio.charset.StandardCharsets;

/**
 * The format string of a trace event, in a module's memory. Behind its end lies what earlier replacements have left of it,
 * which the kernel walks into too when a name is the last word: every step is therefore the kernel's
 * ({@code update_event_printk}, {@code eval_replace}, kernel/trace/trace_events.c 6.1).
 */
final class PrintFormat {
    private static final int MULTIPLICATION = 0xd7;
    private static final int DIVISION = 0xf7;
    private static final int LATIN_1_LETTERS = 0xc0;

    private final SectionMemory memory;
    private final long start;

    /**
     * A string.
     *
     * @param memory of its section
     * @param start its first byte [bytes into the section]
     */
    PrintFormat(SectionMemory memory, long start) {
        this.memory = memory;
        this.start = start;
    }

    /** The byte at an offset; beyond the section, where the kernel would read what follows, the string ends. */
    private int at(long offset) {
        return memory.holds(offset, 1) ? memory.get8(offset) : 0;
    }

    /**
     * Replaces a name by its value, wherever it stands as a word outside of quotes and is no member of something.
     *
     * @param name of an enumerator, or {@code sizeof(...)}; one char a byte
     * @param value its value
     */
    void replace(String name, long value) {
        boolean quoted = false;
        for (long at = start; at(at) != 0; at++) {
            int c = at(at);
            if (c == '\\') {
                at++;
                if (at(at) == 0) {
                    return;
                }
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && isDigit(c)) {
                do {
                    at++;
                } while (isAlphanumeric(at(at)));
                if (at(at) == 0) {
                    return;
                }
            } else if (!quoted && startsWord(c)) {
                at = isWord(name, at) ? put(at, name.length(), value) : behindExpression(at);
                if (at < 0) {
                    return;
                }
            }
        }
    }

    private boolean isWord(String name, long at) {
        for (int i = 0; i < name.length(); i++) {
            if (at(at + i) != name.charAt(i)) {
                return false;
            }
        }
        return !continuesWord(at(at + name.length()));
    }

    /** Behind a word and the members that follow it; negative at the end of the string. */
    private long behindExpression(long word) {
        long at = word;
        while (true) {
            do {
                at++;
            } while (continuesWord(at(at)));
            boolean arrow = at(at) == '-' && at(at + 1) == '>';
            if (at(at) == 0) {
                return -1;
            }
            if (at(at) != '.' && !arrow) {
                return at;
            }
            at += arrow ? 2 : 1;
            if (at(at) == 0) {
                return -1;
            }
        }
    }

    /** Writes the value and moves up the rest; negative, and nothing is written, if the name is too short for it. */
    private long put(long at, int length, long value) {
        byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
        if (length < digits.length) {
            return -1;
        }
        for (int i = 0; i < digits.length; i++) {
            write(at + i, digits[i]);
        }
        // Where both are equally long this cuts the string, as it does in the kernel.
        write(at + digits.length, 0);
        long rest = 0;
        while (at(at + length + rest) != 0) {
            rest++;
        }
        for (long i = 0; i < rest; i++) {
            write(at + digits.length + i, at(at + length + i));
        }
        write(at + digits.length + rest, 0);
        return at + digits.length;
    }

    private void write(long offset, int value) {
        if (memory.holds(offset, 1)) {
            memory.put8(offset, value);
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** {@code isalpha} of lib/ctype.c, which knows Latin 1. */
    private static boolean isLetter(int c) {
        int lower = c | 0x20;
        return (lower >= 'a' && lower <= 'z' && c < 0x80)
                || (c >= LATIN_1_LETTERS && c != MULTIPLICATION && c != DIVISION);
    }

    private static boolean isAlphanumeric(int c) {
        return isDigit(c) || isLetter(c);
    }

    private static boolean startsWord(int c) {
        return isLetter(c) || c == '_';
    }

    private static boolean continuesWord(int c) {
        return isAlphanumeric(c) || c == '_';
    }
}
