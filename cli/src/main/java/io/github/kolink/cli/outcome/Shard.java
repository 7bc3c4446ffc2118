// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the parts that a check is split into. Parts are neighbours in the order of the pairs, so that a part needs few
 * kernels.
 *
 * @param index of this part, from 1
 * @param of how many there are
 */
public record Shard(int index, int of) {
    /** All of it. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern WORDS = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    /**
     * A part.
     *
     * @param index from 1 to {@code of}
     * @param of at least 1
     */
    public Shard {
        if (index < 1 || index > of) {
            throw new IllegalArgumentException("'" + index + "/" + of + "' is no part such as 1/4 or 4/4");
        }
    }

    /**
     * A part by its words.
     *
     * @param words such as {@code 2/4}
     * @return the part
     */
    public static Shard of(String words) {
        Matcher matcher = WORDS.matcher(words);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + words + "' is no part such as 1/4 or 4/4");
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Where it begins.
     *
     * @param pairs in all parts
     * @return the number of its first pair
     */
    public long first(long pairs) {
        return Math.multiplyExact(pairs, (long) index - 1) / of;
    }

    /**
     * Where it ends.
     *
     * @param pairs in all parts
     * @return one more than the number of its last pair
     */
    public long end(long pairs) {
        return Math.multiplyExact(pairs, (long) index) / of;
    }

    @Override
    public String toString() {
        return index + "/" + of;
    }
}
