// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

/**
 * Whole numbers as the kernel reads them ({@code kstrtoull} and its kin, lib/kstrtox.c 6.1; the same up to 7.3): one sign, then
 * decimal, octal behind {@code 0} or hexadecimal behind {@code 0x}, then at most one line feed.
 */
final class KernelNumber {
    private static final String FINE = "";
    private static final String INVALID = "EINVAL";
    private static final String RANGE = "ERANGE";

    private KernelNumber() {}

    /**
     * Reads a number.
     *
     * @param text any
     * @param bits of the variable: 8, 16, 32 or 64
     * @param signed whether it takes negative numbers
     * @return the error's name; empty if the variable can hold the number
     */
    static String parse(String text, int bits, boolean signed) {
        boolean negative = signed && text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        int base = 10;
        if (at(text, at) == '0') {
            boolean hexadecimal = (at(text, at + 1) | 0x20) == 'x' && digit(at(text, at + 2)) >= 0;
            base = hexadecimal ? 16 : 8;
            at += hexadecimal ? 2 : 0;
        }
        int first = at;
        long value = 0;
        for (int digit = digit(at(text, at)); digit >= 0 && digit < base; digit = digit(at(text, at))) {
            if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0) {
                return RANGE;
            }
            value = value * base + digit;
            at++;
        }
        if (at == first) {
            return INVALID;
        }
        if (at(text, at) == '\n') {
            at++;
        }
        if (at < text.length()) {
            return INVALID;
        }
        return signed ? signed(negative, value, bits) : unsigned(value, bits);
    }

    private static String unsigned(long value, int bits) {
        return bits == 64 || value >>> bits == 0 ? FINE : RANGE;
    }

    private static String signed(boolean negative, long magnitude, int bits) {
        if (negative ? -magnitude > 0 : magnitude < 0) {
            return RANGE;
        }
        long value = negative ? -magnitude : magnitude;
        return value << (64 - bits) >> (64 - bits) == value ? FINE : RANGE;
    }

    private static char at(String text, int index) {
        return index < text.length() ? text.charAt(index) : 0;
    }

    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
