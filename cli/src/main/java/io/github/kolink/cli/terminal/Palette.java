// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.terminal;

import io.github.kolink.finding.Verdict;

/**
 * Colours, where they are wanted.
 *
 * @param on false prints plain text
 */
public record Palette(boolean on) {
    /**
     * A text in the colour of a verdict.
     *
     * @param verdict which colour
     * @param text printable
     * @return the text, coloured
     */
    public String verdict(Verdict verdict, String text) {
        return switch (verdict) {
            case WOULD_LOAD, WOULD_LOAD_WITH_TAINT -> paint("32", text);
            case REFUSED, UNDEFINED -> paint("1;31", text);
            case UNKNOWN -> paint("33", text);
        };
    }

    /**
     * A text in bold.
     *
     * @param text printable
     * @return the text, emphasised
     */
    public String bold(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return on ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
