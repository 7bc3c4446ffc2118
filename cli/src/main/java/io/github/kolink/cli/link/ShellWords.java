// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a shell does: quotes, backslashes, comments; nothing is expanded. */
final class ShellWords {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private ShellWords(String line) {
        this.line = line;
    }

    /** Throws {@link IllegalArgumentException} if a quote is not closed. */
    static List<String> of(String line) {
        ShellWords words = new ShellWords(line);
        words.split();
        return words.words;
    }

    private void split() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '#' && !inWord) {
                break;
            } else if (Character.isWhitespace(c)) {
                end();
            } else if (c == '\'' || c == '"') {
                quoted(c);
            } else {
                add(c == '\\' ? next("a backslash") : c);
            }
        }
        end();
    }

    private void quoted(char quote) {
        inWord = true;
        for (char c = next("a quote"); c != quote; c = next("a quote")) {
            boolean escapes = c == '\\'
                    && quote == '"'
                    && at < line.length()
                    && (line.charAt(at) == '"' || line.charAt(at) == '\\');
            word.append(escapes ? next("a quote") : c);
        }
    }

    private char next(String what) {
        if (at >= line.length()) {
            throw new IllegalArgumentException(what + " is not closed");
        }
        return line.charAt(at++);
    }

    private void add(char c) {
        inWord = true;
        word.append(c);
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
