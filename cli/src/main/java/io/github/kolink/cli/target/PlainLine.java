// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import java.util.List;

/**
 * The words behind a verb, read without picocli, which needs longer to read its own model of a verb than most checks take: an
 * option with a value, {@code --name value} or {@code --name=value}, or an operand. What is said in any other way ends it.
 */
public final class PlainLine {
    private final List<String> words;
    private int at;
    private boolean plain = true;
    private String option = "";
    private String value = "";

    /**
     * A line that is not read yet.
     *
     * @param words behind the verb
     */
    public PlainLine(List<String> words) {
        this.words = words;
    }

    /**
     * Goes to the next option or operand.
     *
     * @return false at the end of the line, and at a word that picocli has to read
     */
    public boolean next() {
        if (at == words.size()) {
            return false;
        }
        String word = words.get(at++);
        if (!word.startsWith("-")) {
            option = "";
            value = word;
            plain = !word.isEmpty();
            return plain;
        }
        int equals = word.indexOf('=');
        option = equals < 0 ? word : word.substring(0, equals);
        if (equals >= 0) {
            value = word.substring(equals + 1);
        } else if (at < words.size()) {
            value = words.get(at++);
        } else {
            value = "";
        }
        plain = !value.isEmpty() && !value.startsWith("-");
        return plain;
    }

    /**
     * The option.
     *
     * @return its name with its dashes; empty for an operand
     */
    public String option() {
        return option;
    }

    /**
     * The option's value, or the operand.
     *
     * @return not empty
     */
    public String value() {
        return value;
    }

    /**
     * The value as a number of threads.
     *
     * @return 1 to 256; 0 if it is another number, none, or not written in the shortest way
     */
    public int threads() {
        int number = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9 || (number == 0 && digit == 0) || i == 3) {
                return 0;
            }
            number = 10 * number + digit;
        }
        return number <= 256 ? number : 0;
    }

    /**
     * Whether nothing was met that picocli has to read.
     *
     * @return true for an empty line, too
     */
    public boolean isPlain() {
        return plain;
    }
}
