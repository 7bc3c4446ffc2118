// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.FindingCode;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Extended modversions need both sections, and a name for each CRC ({@code elf_validity_cache_index_versions},
 * kernel/module/main.c 7.3).
 */
record ExtendedVersions(StructureCheck check) {
    private static final String CRCS = "__version_ext_crcs";
    private static final String NAMES = "__version_ext_names";

    void run() {
        Optional<SectionHeader> crcs = check.module().allocated(CRCS);
        Optional<SectionHeader> names = check.module().allocated(NAMES);
        if (crcs.isPresent() != names.isPresent()) {
            check.refuse(
                    FindingCode.MODULE_VERSION_TABLES,
                    crcs.isPresent() ? CRCS : NAMES,
                    "there is no " + (crcs.isPresent() ? NAMES : CRCS),
                    "extended version crc+name presence does not match");
        } else if (crcs.isPresent()) {
            long wanted = crcs.get().size() / Integer.BYTES;
            long found = strings(check.module().file().contents(names.get()));
            if (Long.compareUnsigned(wanted, found) > 0) {
                check.refuse(
                        FindingCode.MODULE_VERSION_TABLES,
                        NAMES,
                        Long.toUnsignedString(wanted) + " CRCs, " + found + " names",
                        "more extended version crcs than names");
            }
        }
    }

    private static long strings(ByteBuffer section) {
        long count = 0;
        while (section.hasRemaining()) {
            count += section.get() == 0 ? 1 : 0;
        }
        return count;
    }
}
