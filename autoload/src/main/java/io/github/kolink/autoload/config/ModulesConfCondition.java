// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.config;

import io.github.kolink.autoload.ConfigFiles;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What stands behind {@code if}: {@code -f FILE}, {@code -k}, {@code A == B} by letters, {@code -n A < B} by numbers, each
 * with {@code !} before it if need be, several with {@code &&} and {@code ||} between them, from left to right
 * (modules.conf(5), modutils 2.4).
 */
final class ModulesConfCondition {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,64}");

    private final List<String> words;
    private final boolean autoclean;
    private final Consumer<String> problems;
    private int at;

    ModulesConfCondition(String text, boolean autoclean, Consumer<String> problems) {
        this.words = ConfigFiles.words(text, 0);
        this.autoclean = autoclean;
        this.problems = problems;
    }

    /** False, with a problem told, for what is no condition. */
    boolean holds() {
        try {
            boolean value = one();
            while (at < words.size()) {
                String joint = next();
                boolean more = one();
                value = switch (joint) {
                    case "&&" -> value && more;
                    case "||" -> value || more;
                    default -> throw new IllegalArgumentException("'" + joint + "' between conditions");
                };
            }
            return value;
        } catch (IllegalArgumentException e) {
            problems.accept("not a condition: " + String.join(" ", words) + ": " + e.getMessage());
            return false;
        }
    }

    private boolean one() {
        boolean negated = false;
        while (at < words.size() && words.get(at).equals("!")) {
            negated = !negated;
            at++;
        }
        return negated != plain();
    }

    private boolean plain() {
        String first = next();
        return switch (first) {
            case "-k" -> autoclean;
            case "-f" -> exists(next());
            case "-n" -> compared(true, next());
            default -> compared(false, first);
        };
    }

    private static boolean exists(String file) {
        try {
            return Files.exists(Path.of(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private boolean compared(boolean byNumber, String left) {
        String sign = next();
        String right = next();
        int order = byNumber ? number(left).compareTo(number(right)) : left.compareTo(right);
        return switch (sign) {
            case "==", "=" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new IllegalArgumentException("'" + sign + "' compares nothing");
        };
    }

    private static BigInteger number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no number");
        }
        return new BigInteger(text);
    }

    private String next() {
        if (at == words.size()) {
            throw new IllegalArgumentException("it ends too early");
        }
        return words.get(at++);
    }
}
