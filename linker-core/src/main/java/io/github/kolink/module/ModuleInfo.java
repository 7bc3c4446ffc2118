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

/**
 * What {@code .modinfo} says: {@code key=value} strings, each ended by NUL, in the order of the section. A string without
 * {@code =} is passed over, as the kernel never finds it.
 */
public final class ModuleInfo {
    private final List<Entry> entries;

    /**
     * One {@code key=value}.
     *
     * @param key before the first {@code =}
     * @param value behind it
     */
    public record Entry(String key, String value) {}

    private ModuleInfo(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    static ModuleInfo read(ByteBuffer section) {
        byte[] bytes = new byte[section.remaining()];
        section.get(bytes);
        List<Entry> entries = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= bytes.length; at++) {
            if (at == bytes.length || bytes[at] == 0) {
                String text = new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
                int equals = text.indexOf('=');
                if (equals > 0) {
                    entries.add(new Entry(text.substring(0, equals), text.substring(equals + 1)));
                }
                start = at + 1;
            }
        }
        return new ModuleInfo(entries);
    }

    /**
     * All entries.
     *
     * @return in the order of the section
     */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * The first value of a key, which is the one the kernel takes.
     *
     * @param key such as {@code vermagic}
     * @return empty if the section has no such key
     */
    public Optional<String> first(String key) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .map(Entry::value)
                .findFirst();
    }

    /**
     * All values of a key.
     *
     * @param key such as {@code alias}
     * @return in the order of the section
     */
    public List<String> all(String key) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .map(Entry::value)
                .toList();
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
        return first("license")
                .filter(license -> List.of(
                                "GPL",
                                "GPL v2",
                                "GPL and additional rights",
                                "Dual BSD/GPL",
                                "Dual MIT/GPL",
                                "Dual MPL/GPL")
                        .contains(license))
                .isPresent();
    }

    /**
     * The parameters the module takes.
     *
     * @return in the order of their first mention
     */
    public List<ModuleParameter> parameters() {
        Map<String, ModuleParameter> byName = new LinkedHashMap<>();
        for (Entry entry : entries) {
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
