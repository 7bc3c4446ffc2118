// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.SectionHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The CRCs a module was built with: {@code __versions} (an unsigned long and a name, 64 bytes together) or, from 6.14 on,
 * {@code __version_ext_crcs} and {@code __version_ext_names} (include/linux/module.h, kernel/module/version.c).
 */
public final class ModVersions {
    private static final int ENTRY_SIZE = 64;

    private final Map<String, Integer> crcs;
    private final boolean extended;

    private ModVersions(Map<String, Integer> crcs, boolean extended) {
        this.crcs = Collections.unmodifiableMap(crcs);
        this.extended = extended;
    }

    static ModVersions read(ElfFile file) {
        Optional<SectionHeader> crcs = KernelModule.allocated(file, "__version_ext_crcs");
        Optional<SectionHeader> names = KernelModule.allocated(file, "__version_ext_names");
        if (crcs.isPresent() && names.isPresent()) {
            return new ModVersions(extended(file.contents(crcs.get()), file.contents(names.get())), true);
        }
        Map<String, Integer> basic = new LinkedHashMap<>();
        KernelModule.allocated(file, "__versions")
                .ifPresent(
                        section -> basic(file.contents(section), file.machine().wordSize(), basic));
        return new ModVersions(basic, false);
    }

    private static void basic(ByteBuffer section, int word, Map<String, Integer> into) {
        for (int at = 0; at + ENTRY_SIZE <= section.limit(); at += ENTRY_SIZE) {
            int crc = word == 8 ? (int) section.getLong(at) : section.getInt(at);
            into.putIfAbsent(text(section, at + word, at + ENTRY_SIZE), crc);
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
     * All CRCs.
     *
     * @return by symbol name, in the order of the file
     */
    public Map<String, Integer> all() {
        return crcs;
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
