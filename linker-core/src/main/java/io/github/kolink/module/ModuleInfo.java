// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code .modinfo} says: {@code key=value} strings, each ended by NUL, in the order of the section. A string without
 * {@code =} is passed over, as the kernel never finds it.
 */
public final class ModuleInfo {
    private static final Set<String> GPL_COMPATIBLE =
            Set.of("GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL");

    private final byte[] bytes;
    private @Nullable List<Entry> entries;

    /**
     * One {@code key=value}.
     *
     * @param key before the first {@code =}
     * @param value behind it
     */
    public record Entry(String key, String value) {}

    private ModuleInfo(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What a module says that has no such section. */
    static ModuleInfo none() {
        return new ModuleInfo(new byte[0]);
    }

    static ModuleInfo read(ByteBuffer section) {
        byte[] bytes = new byte[section.remaining()];
        section.get(bytes);
        return new ModuleInfo(bytes);
    }

    private static List<Entry> parse(byte[] bytes) {
        List<Entry> entries = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= bytes.length; at++) {
            if (at == bytes.length || bytes[at] == 0) {
                String text = text(bytes, start, at);
                int equals = text.indexOf('=');
                if (equals > 0) {
                    entries.add(new Entry(text.substring(0, equals), text.substring(equals + 1)));
                }
                start = at + 1;
            }
        }
        return List.copyOf(entries);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /**
     * All entries.
     *
     * @return in the order of the section
     */
    public List<Entry> entries() {
        List<Entry> all = entries;
        if (all == null) {
            all = parse(bytes);
            entries = all; // whoever comes second makes the same
        }
        return all;
    }

    /**
     * The first value of a key, which is the one the kernel takes.
     *
     * @param key such as {@code vermagic}
     * @return empty if the section has no such key
     */
    public Optional<String> first(String key) {
        int start = 0;
        for (int at = 0; at <= bytes.length; at++) {
            if (at == bytes.length || bytes[at] == 0) {
                if (isOf(key, start, at)) {
                    return Optional.of(text(bytes, start + key.length() + 1, at));
                }
                start = at + 1;
            }
        }
        return Optional.empty();
    }

    /** Whether an entry begins with a key and the first {@code =} behind it. */
    private boolean isOf(String key, int from, int to) {
        int length = key.length();
        if (to - from <= length || bytes[from + length] != '=' || length == 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((bytes[from + i] & 0xff) != key.charAt(i)) {
                return false;
            }
        }
        return key.indexOf('=') < 0;
    }

    /**
     * All values of a key.
     *
     * @param key such as {@code alias}
     * @return in the order of the section
     */
    public List<String> all(String key) {
        List<String> values = new ArrayList<>();
        for (Entry entry : entries()) {
            if (entry.key().equals(key)) {
                values.add(entry.value());
            }
        }
        return List.copyOf(values);
    }

    /**
     * The modules that provide symbols to this one, as modpost recorded them.
     *
     * @return names as in {@code depends=}; empty if the module needs none or does not say
     */
    public List<String> depends() {
        return all("depends").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * Whether the license lets the module use GPL-only exports ({@code license_is_gpl_compatible},
     * include/linux/license.h 6.1). A module that states none does not.
     *
     * @return true for the licenses the kernel lists
     */
    public boolean isGplCompatible() {
        return GPL_COMPATIBLE.contains(first("license").orElse(""));
    }

    /**
     * The parameters the module takes.
     *
     * @return in the order of their first mention
     */
    public List<ModuleParameter> parameters() {
        Map<String, ModuleParameter> byName = new LinkedHashMap<>();
        for (Entry entry : entries()) {
            int colon = entry.value().indexOf(':');
            boolean type = entry.key().equals("parmtype");
            if (colon > 0 && (type || entry.key().equals("parm"))) {
                String name = entry.value().substring(0, colon);
                String text = entry.value().substring(colon + 1);
                byName.merge(name, new ModuleParameter(name, type ? text : "", type ? "" : text), ModuleInfo::joined);
            }
        }
        return List.copyOf(byName.values());
    }

    /** What was said first counts. */
    private static ModuleParameter joined(ModuleParameter first, ModuleParameter more) {
        return new ModuleParameter(
                first.name(),
                first.type().isEmpty() ? more.type() : first.type(),
                first.description().isEmpty() ? more.description() : first.description());
    }
}
