// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a kernel configuration, found in its lines where they stand: a kernel has nine thousand, and a check of a
 * module asks for twenty. Unmodifiable.
 */
final class ConfigOptions extends AbstractMap<String, String> {
    /** Lines are not shorter on average [bytes]. */
    private static final int SHORT = 16;

    /** {@code CONFIG_X=value}, US-ASCII. */
    private final byte[] lines;

    /** Where a line begins, plus 1, at its option's hash modulo the length or behind; 0 where there is none. */
    private final int[] starts;

    private final int size;

    /** Whether all was read: lines as a kernel's build writes them, with nothing but US-ASCII and not many short ones. */
    private final boolean plain;

    /** All of them, if someone asks for all. */
    private @Nullable Map<String, String> unpacked;

    /** One pass over all bytes, which is most of what a check has to do with them. */
    private ConfigOptions(byte[] lines) {
        this.lines = lines;
        this.starts = new int[Math.max(16, Integer.highestOneBit(lines.length / SHORT) << 1)];
        int options = 0;
        boolean ordinary = true;
        int at = 0;
        while (at < lines.length && ordinary) {
            int start = at;
            int hash = 0;
            byte next = lines[at];
            while (next != '=' && next >= ' ') {
                hash = 31 * hash + next; // as String does
                next = ++at < lines.length ? lines[at] : (byte) '\n';
            }
            options += next == '=' && at > start && put(hash, start, at) ? 1 : 0;
            while (next >= ' ') {
                next = ++at < lines.length ? lines[at] : (byte) '\n';
            }
            at++;
            ordinary = next == '\n' && 2 * options <= starts.length;
        }
        this.size = options;
        this.plain = ordinary;
    }

    /**
     * The options of a configuration's lines.
     *
     * @param lines {@code CONFIG_X=value}, UTF-8; of two for one option the last counts
     * @return option to value
     */
    static Map<String, String> of(byte[] lines) {
        ConfigOptions options = new ConfigOptions(lines);
        return options.plain ? options : Collections.unmodifiableMap(unpack(lines));
    }

    private static Map<String, String> unpack(byte[] lines) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                options.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return options;
    }

    /** Whether the option is new. */
    private boolean put(int hash, int start, int end) {
        for (int i = hash; ; i++) {
            int slot = i & (starts.length - 1);
            if (starts[slot] == 0) {
                starts[slot] = start + 1;
                return true;
            }
            int other = starts[slot] - 1;
            int length = end - start + 1; // with the =
            if (equal(other, start, length)) {
                starts[slot] = start + 1;
                return false;
            }
        }
    }

    private boolean equal(int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            if (lines[one + i] != lines[other + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable String get(@Nullable Object option) {
        if (!(option instanceof String name) || name.isEmpty() || name.indexOf('=') >= 0) {
            return null;
        }
        for (int i = name.hashCode(); ; i++) {
            int start = starts[i & (starts.length - 1)] - 1;
            if (start < 0) {
                return null;
            }
            if (isAt(start, name)) {
                int value = start + name.length() + 1;
                int end = value;
                while (end < lines.length && lines[end] != '\n') {
                    end++;
                }
                return new String(lines, value, end - value, StandardCharsets.US_ASCII);
            }
        }
    }

    private boolean isAt(int start, String name) {
        int length = name.length();
        if (start + length >= lines.length || lines[start + length] != '=') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lines[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean containsKey(@Nullable Object option) {
        return get(option) != null;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        Map<String, String> all = unpacked;
        if (all == null) {
            all = Collections.unmodifiableMap(unpack(lines));
            unpacked = all;
        }
        return all.entrySet();
    }
}
