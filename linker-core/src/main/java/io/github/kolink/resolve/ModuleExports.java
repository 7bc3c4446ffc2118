// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import io.github.kolink.elf.SymbolTable;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The exports of the modules that lie beside the one being linked. Filled first, then only read; not thread-safe while it
 * is filled. Where two modules export one name, the one added first provides it, as in the kernel's module list.
 */
public final class ModuleExports {
    private final Map<String, ProvidedSymbol> symbols = new HashMap<>();
    private final Set<String> modules = new HashSet<>();

    /** No modules yet. */
    public ModuleExports() {}

    /**
     * Adds what a module exports.
     *
     * @param module the module
     * @param layout where its sections go
     * @param addresses where its regions lie
     */
    public void add(KernelModule module, ModuleLayout layout, RegionAddresses addresses) {
        modules.add(module.name());
        SymbolTable table = module.symbols();
        for (ModuleExport export : module.exports()) {
            int section = table.definingSection(export.symbol());
            if (section < 0) {
                add(export, module, table.value(export.symbol()) + export.addend());
            } else {
                long offset = table.value(export.symbol()) + export.addend();
                layout.placement(section)
                        .map(place -> addresses
                                .sections()
                                .getOrDefault(section, addresses.base(place.region()) + place.offset()))
                        .ifPresent(address -> add(export, module, address + offset));
            }
        }
    }

    private void add(ModuleExport export, KernelModule owner, long address) {
        Export how =
                new Export(export.gplOnly() ? ExportClass.GPL : ExportClass.PLAIN, export.crc(), export.namespace());
        boolean proprietary = !owner.info().isGplCompatible();
        symbols.putIfAbsent(export.name(), new ProvidedSymbol(address, owner.name(), how, Optional.of(proprietary)));
    }

    /**
     * The export of a name.
     *
     * @param name the name
     * @return empty if no module that was added exports it
     */
    public Optional<ProvidedSymbol> find(String name) {
        return Optional.ofNullable(symbols.get(name));
    }

    /**
     * Whether a module was added.
     *
     * @param module its name
     * @return true if it was, exports or not
     */
    public boolean has(String module) {
        return modules.contains(module);
    }
}
