// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.module.ModuleParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code parse_args} (kernel/params.c, 6.1) as far as {@code .modinfo} tells a parameter's type: an unknown parameter is a
 * warning, a bad value an error.
 */
final class SimulatedParameters {
    private static final Set<String> YES_OR_NO = Set.of("y", "n", "1", "0", "on", "off", "");
    private static final Map<String, Integer> BITS =
            Map.of("byte", 8, "short", 16, "ushort", 16, "int", 32, "uint", 32, "long", 64, "ulong", 64, "ullong", 64);

    private final String module;
    private final Map<String, String> types;
    private final List<String> log;

    SimulatedParameters(String module, List<ModuleParameter> known, List<String> log) {
        this.module = module;
        this.types = known.stream()
                .collect(Collectors.toMap(parameter -> dashed(parameter.name()), ModuleParameter::type, (a, b) -> a));
        this.log = log;
    }

    /** A hyphen is an underscore ({@code dash2underscore}). */
    private static String dashed(String name) {
        return name.replace('-', '_');
    }

    /** Sets all; what the kernel answers if one is wrong. */
    Optional<Errno> parse(String arguments) {
        for (String word : words(arguments)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            String type = types.get(dashed(name));
            if (type == null) {
                log.add(module + ": unknown parameter '" + name + "' ignored");
            } else if (equals < 0 ? !type.equals("bool") : !takes(type, value)) {
                log.add(module + ": `" + value + "' invalid for parameter `" + name + "'");
                return Optional.of(Errno.EINVAL);
            }
        }
        return Optional.empty();
    }

    /** Blanks separate, quotes keep together ({@code next_arg}, lib/cmdline.c 6.1). */
    private static List<String> words(String arguments) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (char c : (arguments + " ").toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (word.length() > 0) {
                    words.add(word.toString());
                }
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        return words;
    }

    private static boolean takes(String type, String value) {
        if (type.equals("bool") || type.equals("invbool")) {
            return YES_OR_NO.contains(value.toLowerCase(Locale.ROOT));
        }
        if (type.startsWith("array of ")) {
            String each = type.substring("array of ".length());
            return List.of(value.split(",", -1)).stream().allMatch(part -> takes(each, part));
        }
        return !BITS.containsKey(type)
                || isNumber(value, BITS.getOrDefault(type, 64), type.startsWith("u") || type.equals("byte"));
    }

    private static boolean isNumber(String value, int bits, boolean unsigned) {
        try {
            String digits = value.startsWith("+") ? value.substring(1) : value;
            if (unsigned && bits == 64) {
                boolean hex = digits.toLowerCase(Locale.ROOT).startsWith("0x");
                Long.parseUnsignedLong(hex ? digits.substring(2) : digits, hex ? 16 : 10);
                return true;
            }
            long number = Long.decode(digits);
            return unsigned
                    ? number >= 0 && number >>> bits == 0
                    : bits == 64 || number == number << (64 - bits) >> (64 - bits);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
