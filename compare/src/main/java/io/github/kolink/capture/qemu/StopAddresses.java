// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where the loader is stopped.
 *
 * @param relocation {@code apply_relocate_add}: {@code (headers, strings, symbol section, relocation section, module)}
 * @param relocated {@code sort_extable}
 * @param initialisation {@code do_init_module}: {@code (module)}
 */
record StopAddresses(long relocation, long relocated, long initialisation) {
    private static final String RELOCATION = "apply_relocate_add";
    private static final String RELOCATED = "sort_extable";
    private static final String INITIALISATION = "do_init_module";

    static StopAddresses of(byte[] kallsyms) throws IOException {
        Set<String> wanted = Set.of(RELOCATION, RELOCATED, INITIALISATION);
        Map<String, Long> found = new HashMap<>();
        for (String line : new String(kallsyms, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            // ADDRESS TYPE NAME; a name of a module has a tab and its owner behind it
            int type = line.indexOf(' ');
            if (type > 0 && line.length() > type + 3 && wanted.contains(line.substring(type + 3))) {
                found.put(line.substring(type + 3), Long.parseUnsignedLong(line.substring(0, type), 16));
            }
        }
        return new StopAddresses(address(found, RELOCATION), address(found, RELOCATED), address(found, INITIALISATION));
    }

    private static long address(Map<String, Long> found, String name) throws IOException {
        Long address = found.get(name);
        if (address == null || address == 0) {
            throw new IOException("the guest's kallsyms do not say where " + name + " is");
        }
        return address;
    }
}
