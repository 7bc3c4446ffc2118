// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A check column of {@code relocations.csv} as numbers: {@code none} or a range such as {@code -2^31 <= X < 2^31}.
 *
 * @param low the least value
 * @param high one more than the greatest
 */
record ValueRange(BigInteger low, BigInteger high) {
    private static final String BOUND = "(-?)(?:2\\^(\\d{1,2})|(\\d{1,10}))";
    private static final Pattern RANGE = Pattern.compile(BOUND + " <= X < " + BOUND);

    /** Empty for {@code none}; anything else than {@code none} and a range throws. */
    static Optional<ValueRange> of(String check) {
        if (check.equals("none")) {
            return Optional.empty();
        }
        Matcher range = RANGE.matcher(check);
        if (!range.matches()) {
            throw new IllegalArgumentException("neither none nor LOW <= X < HIGH: " + check);
        }
        return Optional.of(new ValueRange(bound(range, 1), bound(range, 4)));
    }

    private static BigInteger bound(Matcher range, int group) {
        BigInteger size = range.group(group + 1) != null
                ? BigInteger.ONE.shiftLeft(Integer.parseInt(range.group(group + 1)))
                : new BigInteger(range.group(group + 2));
        return range.group(group).isEmpty() ? size : size.negate();
    }

    boolean holds(long x) {
        BigInteger value = BigInteger.valueOf(x);
        return value.compareTo(low) >= 0 && value.compareTo(high) < 0;
    }

    /** One below, the least, the greatest and one above, for values that are multiples of a step. */
    List<Long> edges(long step) {
        BigInteger one = BigInteger.valueOf(step);
        return List.of(
                low.subtract(one).longValueExact(),
                low.longValueExact(),
                high.subtract(one).longValueExact(),
                high.longValueExact());
    }
}
