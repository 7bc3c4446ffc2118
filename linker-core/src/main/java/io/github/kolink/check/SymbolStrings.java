// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finding.FindingCode;
import java.nio.ByteBuffer;

/**
 * The symbols' names must lie inside their table, which begins and ends with NUL ({@code elf_validity_cache_strtab},
 * kernel/module/main.c 7.3).
 */
record SymbolStrings(StructureCheck check, SectionHeader table) {
    void run() {
        ByteBuffer strings = check.module().file().contents(table);
        if (strings.limit() == 0) {
            refuse("it is empty", "empty symbol string table");
            return;
        }
        if (strings.get(0) != 0) {
            refuse("its first byte is not NUL", "symbol string table missing leading NUL");
        }
        if (strings.get(strings.limit() - 1) != 0) {
            refuse("its last byte is not NUL", "symbol string table isn't NUL terminated");
        }
        SymbolTable symbols = check.module().symbols();
        for (int symbol = 0; symbol < symbols.count(); symbol++) {
            if (symbols.nameOffset(symbol) >= strings.limit()) {
                refuse(
                        "st_name of symbol " + symbol + " is " + symbols.nameOffset(symbol) + ", the table has "
                                + strings.limit() + " bytes",
                        "symbol name out of bounds in string table");
                return;
            }
        }
    }

    private void refuse(String detail, String words) {
        check.refuse(FindingCode.MODULE_STRING_TABLE, table.name(), detail, words);
    }
}
