// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A kernel's command line, split as the kernel does ({@code parse_args}, {@code next_arg}, lib/cmdline.c 6.1). */
final class BootArguments {
    private final List<String> words;

    private BootArguments(List<String> words) {
        this.words = words;
    }

    /** The options up to {@code --}, behind which come those of init. */
    static BootArguments of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (char letter : (line + " ").toCharArray()) {
            if (letter == '"') {
                quoted = !quoted;
            } else if (Character.isWhitespace(letter) && !quoted) {
                if (word.toString().equals("--")) {
                    return new BootArguments(words);
                }
                if (word.length() > 0) {
                    words.add(word.toString());
                }
                word.setLength(0);
            } else {
                word.append(letter);
            }
        }
        return new BootArguments(words);
    }

    /** The value of an option's last mention, which is the one that counts; hyphens and underscores are the same. */
    Optional<String> value(String option) {
        Optional<String> last = Optional.empty();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0 && word.substring(0, equals).replace('-', '_').equals(option)) {
                last = Optional.of(word.substring(equals + 1));
            }
        }
        return last;
    }

    /** Whether a word without a value is there. */
    boolean has(String word) {
        return words.contains(word);
    }
}
