// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import io.github.kolink.elf.SymbolTable;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exports of the modules that lie beside the one being linked. Modules may be added and judged while others are linked
 * that do not use them; by one thread at a time.
 * Where two modules export one name, the one added first provides it, as in the kernel's module list.
 */
public final class ModuleExports {
    /** How many names a module exports: more than a distribution's modules on average, so that the map need not grow. */
    private static final int USUAL = 8;

    private static final int MOST_EXPECTED = 1 << 16;

    private static final Optional<Boolean> PROPRIETARY = Optional.of(true);
    private static final Optional<Boolean> NOT_PROPRIETARY = Optional.of(false);

    private final Map<String, ProvidedSymbol> symbols;
    /** Who else exports a name, in the order they were added. */
    private final Map<String, List<String>> others = new ConcurrentHashMap<>();

    private final Set<String> modules;
    private final Map<String, Standing> standings;
    private final Map<String, List<String>> cycles = new ConcurrentHashMap<>();
    private final Set<String> proprietary = ConcurrentHashMap.newKeySet();
    private boolean complete;

    /** Whether a module is there for those that use it. */
    public enum Standing {
        /** It is loaded first. */
        PROVIDES,
        /** The kernel refuses it, so it provides nothing. */
        REFUSED,
        /** Nobody can tell. */
        UNKNOWN
    }

    /** No modules yet. */
    public ModuleExports() {
        this(0);
    }

    /**
     * No modules yet.
     *
     * @param expected how many will be added, for the room
     */
    public ModuleExports(int expected) {
        int room = Math.min(expected, MOST_EXPECTED);
        symbols = new ConcurrentHashMap<>(USUAL * room);
        modules = ConcurrentHashMap.newKeySet(room);
        standings = new ConcurrentHashMap<>(room);
    }

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
                Optional<SectionPlacement> place = layout.placement(section);
                if (place.isPresent()) {
                    long inRegion =
                            addresses.base(place.get().region()) + place.get().offset();
                    add(export, module, addresses.sections().getOrDefault(section, inRegion) + offset);
                }
            }
        }
    }

    /**
     * Adds a module that is loaded already, of which only the exports are known.
     *
     * @param module its name
     * @param exports by name
     */
    public void add(String module, Map<String, ProvidedSymbol> exports) {
        modules.add(module);
        exports.forEach(this::provide);
    }

    private void add(ModuleExport export, KernelModule owner, long address) {
        Export how =
                new Export(export.gplOnly() ? ExportClass.GPL : ExportClass.PLAIN, export.crc(), export.namespace());
        Optional<Boolean> proprietary = owner.info().isGplCompatible() ? NOT_PROPRIETARY : PROPRIETARY;
        provide(export.name(), new ProvidedSymbol(address, owner.name(), how, proprietary));
    }

    private void provide(String name, ProvidedSymbol symbol) {
        ProvidedSymbol before = symbols.putIfAbsent(name, symbol);
        if (before != null && !before.owner().equals(symbol.owner())) {
            List<String> more = new ArrayList<>(others.getOrDefault(name, List.of()));
            if (!more.contains(symbol.owner())) {
                more.add(symbol.owner());
                others.put(name, List.copyOf(more));
            }
        }
    }

    /**
     * Says what became of a module that was added.
     *
     * @param module its name
     * @param standing whether it is there for others
     * @param taintedProprietary whether it is proprietary, or has become so by what it uses
     */
    public void judge(String module, Standing standing, boolean taintedProprietary) {
        standings.put(module, standing);
        if (taintedProprietary) {
            proprietary.add(module);
        }
    }

    /**
     * Says that modules use each other's exports, so that none of them can be loaded first.
     *
     * @param members their names
     */
    public void judgeCycle(List<String> members) {
        for (String member : members) {
            judge(member, Standing.REFUSED, false);
            cycles.put(member, List.copyOf(members));
        }
    }

    /**
     * The cycle a module is in.
     *
     * @param module its name
     * @return the names of all its members; empty if it is in none
     */
    public List<String> cycle(String module) {
        return cycles.getOrDefault(module, List.of());
    }

    /** Says that there are no other modules: what nobody here exports, no module does. */
    public void complete() {
        complete = true;
    }

    /**
     * Whether there are no other modules.
     *
     * @return true behind {@link #complete()}
     */
    public boolean isComplete() {
        return complete;
    }

    /**
     * What became of a module.
     *
     * @param module its name
     * @return that it provides, if nothing was said
     */
    public Standing standing(String module) {
        return standings.getOrDefault(module, Standing.PROVIDES);
    }

    /**
     * The export of a name.
     *
     * @param name the name
     * @return empty if no module that was added exports it
     */
    public Optional<ProvidedSymbol> find(String name) {
        ProvidedSymbol found = symbols.get(name);
        if (found != null && proprietary.contains(found.owner())) {
            return Optional.of(new ProvidedSymbol(found.address(), found.owner(), found.export(), PROPRIETARY));
        }
        return Optional.ofNullable(found);
    }

    /**
     * All modules that export a name.
     *
     * @param name the name
     * @return in the order they were added; the first is the one that provides it
     */
    public List<String> exporters(String name) {
        List<String> owners = new ArrayList<>();
        find(name).ifPresent(first -> owners.add(first.owner()));
        owners.addAll(others.getOrDefault(name, List.of()));
        return owners;
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
