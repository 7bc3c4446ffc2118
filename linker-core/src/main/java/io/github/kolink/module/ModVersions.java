// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.SectionHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The CRCs a module was built with: {@code __versions} (an unsigned long and a name, 64 bytes together) or, from 6.14 on,
 * {@code __version_ext_crcs} and {@code __version_ext_names} (include/linux/module.h, kernel/module/version.c).
 */
public final class ModVersions {
    /** The section of the plain encoding. */
    public static final String BASIC = "__versions";
    /** The CRCs of the extended encoding. */
    public static final String EXTENDED_CRCS = "__version_ext_crcs";
    /** The names of the extended encoding. */
    public static final String EXTENDED_NAMES = "__version_ext_names";

    private static final int ENTRY_SIZE = 64;

    private final Map<String, Integer> crcs;
    private final Set<String> tooWide;
    private final boolean present;
    private final boolean extended;

    private ModVersions(Map<String, Integer> crcs, Set<String> tooWide, boolean present, boolean extended) {
        this.crcs = Collections.unmodifiableMap(crcs);
        this.tooWide = tooWide;
        this.present = present;
        this.extended = extended;
    }

    /** What a kernel reads that knows both encodings, as those from 6.14 on do: the extended one comes first. */
    static ModVersions read(ElfFile file) {
        Optional<SectionHeader> crcs = KernelModule.allocated(file, EXTENDED_CRCS);
        Optional<SectionHeader> names = KernelModule.allocated(file, EXTENDED_NAMES);
        return crcs.isPresent() && names.isPresent()
                ? new ModVersions(extended(file.contents(crcs.get()), file.contents(names.get())), Set.of(), true, true)
                : readBasic(file);
    }

    /** What a kernel reads that knows the plain encoding only. */
    static ModVersions readBasic(ElfFile file) {
        Map<String, Integer> basic = new LinkedHashMap<>();
        Set<String> tooWide = new HashSet<>();
        Optional<SectionHeader> section = KernelModule.allocated(file, BASIC);
        section.ifPresent(found -> basic(file.contents(found), file.machine().wordSize(), basic, tooWide));
        return new ModVersions(basic, tooWide, section.isPresent(), false);
    }

    private static void basic(ByteBuffer section, int word, Map<String, Integer> into, Set<String> tooWide) {
        for (int at = 0; at + ENTRY_SIZE <= section.limit(); at += ENTRY_SIZE) {
            long crc = word == 8 ? section.getLong(at) : section.getInt(at) & 0xffffffffL;
            String name = text(section, at + word, at + ENTRY_SIZE);
            if (into.putIfAbsent(name, (int) crc) == null && crc >>> 32 != 0) {
                tooWide.add(name);
            }
        }
    }

    private static Map<String, Integer> extended(ByteBuffer crcs, ByteBuffer names) {
        Map<String, Integer> into = new LinkedHashMap<>();
        int nameAt = 0;
        for (int at = 0; at + 4 <= crcs.limit() && nameAt < names.limit(); at += 4) {
            String name = text(names, nameAt, names.limit());
            into.putIfAbsent(name, crcs.getInt(at));
            nameAt += name.length() + 1;
        }
        return into;
    }

    private static String text(ByteBuffer bytes, int from, int limit) {
        int end = from;
        while (end < limit && bytes.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - from];
        bytes.get(from, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    /**
     * The CRC the module expects of a symbol.
     *
     * @param symbol its name
     * @return empty if the module has none
     */
    public OptionalInt crc(String symbol) {
        Integer crc = crcs.get(symbol);
        return crc == null ? OptionalInt.empty() : OptionalInt.of(crc);
    }

    /**
     * Whether the module expects just this CRC. The kernel compares all bits of the word that has it.
     *
     * @param symbol its name
     * @param crc the kernel's [unsigned 32 bit]
     * @return false also if the module has none
     */
    public boolean agrees(String symbol, int crc) {
        Integer expected = crcs.get(symbol);
        return expected != null && expected == crc && (tooWide.isEmpty() || !tooWide.contains(symbol));
    }

    /**
     * All CRCs.
     *
     * @return by symbol name, in the order of the file
     */
    public Map<String, Integer> all() {
        return crcs;
    }

    /**
     * Whether the module has the section, be it empty.
     *
     * @return false if it was built without modversions
     */
    public boolean isPresent() {
        return present;
    }

    /**
     * Which encoding they were read from.
     *
     * @return true for the extended one
     */
    public boolean isExtended() {
        return extended;
    }
}
