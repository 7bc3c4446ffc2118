// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import java.util.Optional;

/**
 * Are the names of a module's exports where its tables say? The kernel looks each up ({@code verify_exported_symbols},
 * kernel/module/main.c 6.1) and does not ask. Tables of distances only, as 64-bit machines have them.
 */
record ExportTables(PlacedModule placed, KernelFacts facts, Findings findings) {
    /** Value, name and namespace, 32 bits each (include/linux/export.h 6.1). */
    private static final int ENTRY = 12;

    private static final int NAME = 4;

    void run() {
        if (!placed.module().file().machine().is64()) {
            return;
        }
        boolean gplTables = !facts.has(KernelFact.EXPORT_FLAGS);
        table("__ksymtab");
        if (gplTables) {
            table("__ksymtab_gpl");
        }
    }

    private void table(String section) {
        Optional<TableSection> found = TableSection.of(placed, section, ENTRY);
        if (found.isEmpty()) {
            return;
        }
        TableSection table = found.get();
        AddressMap map = new AddressMap(placed);
        for (int entry = 0; entry < table.count(); entry++) {
            long name = table.target32(entry, NAME);
            Optional<AddressMap.Found> text = map.find(name);
            if (text.isEmpty() || !ends(text.get())) {
                tell(section, table.at(entry), name);
            }
        }
    }

    private static boolean ends(AddressMap.Found name) {
        SectionMemory memory = name.memory();
        for (long at = name.offset(); at < memory.length(); at++) {
            if (memory.get8(at) == 0) {
                return true;
            }
        }
        return false;
    }

    private void tell(String section, long at, long name) {
        findings.add(
                FindingCode.PASS_TARGET_OUTSIDE,
                () -> Finding.of(
                                FindingCode.PASS_TARGET_OUTSIDE,
                                placed.module().file().name(),
                                "the name of the export, at 0x" + Long.toHexString(name) + ", lies outside the module")
                        .at(section, at));
    }
}
