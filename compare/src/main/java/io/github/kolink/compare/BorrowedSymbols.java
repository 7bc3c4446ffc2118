// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import static io.github.kolink.elf.ElfConstants.SHN_UNDEF;

import io.github.kolink.capture.CapturedModule;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.module.KernelModule;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Values of undefined symbols as the kernel resolved them, from captured symbol tables. Some kernels' kallsyms have no data
 * symbols (CONFIG_KALLSYMS_ALL=n); their values can be had nowhere else, so they are taken from here, and counted.
 */
final class BorrowedSymbols {
    private final Map<String, Long> values = new TreeMap<>();

    /** Notes the undefined symbols of a module. */
    void collect(CapturedModule captured, KernelModule module) throws IOException {
        SymbolTable symbols = module.symbols();
        Optional<CapturedSymbols> table = CapturedSymbols.of(captured, module);
        if (table.isPresent()) {
            for (int symbol = 1; symbol < symbols.count(); symbol++) {
                long value = table.get().value(symbol);
                String name = symbols.name(symbol).orElse("");
                if (symbols.rawSectionIndex(symbol) == SHN_UNDEF && value != 0 && !name.isEmpty()) {
                    values.putIfAbsent(name, value);
                }
            }
        }
    }

    /** Those that neither the kernel's symbols nor the modules' exports have. */
    Map<String, Long> missingIn(KernelSnapshot snapshot, ModuleExports exports) {
        Map<String, Long> missing = new TreeMap<>(values);
        missing.keySet().removeIf(name -> exports.find(name).isPresent() || has(snapshot, name));
        return missing;
    }

    private static boolean has(KernelSnapshot snapshot, String name) {
        if (snapshot.knowsExports()) {
            return snapshot.symbols()
                    .exported(name)
                    .filter(symbol -> symbol.address().isPresent())
                    .isPresent();
        }
        return snapshot.symbols().find(name).stream()
                .filter(KernelSymbol::isGlobal)
                .anyMatch(symbol -> symbol.address().isPresent());
    }
}
