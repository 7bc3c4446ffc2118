// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import static io.github.kolink.elf.ElfConstants.SHN_ABS;
import static io.github.kolink.elf.ElfConstants.SHN_COMMON;
import static io.github.kolink.elf.ElfConstants.SHN_LIVEPATCH;
import static io.github.kolink.elf.ElfConstants.SHN_UNDEF;
import static io.github.kolink.elf.ElfConstants.STB_WEAK;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.StringTable;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.ExportClass;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Gives every symbol of one module its value ({@code simplify_symbols}, kernel/module/main.c 6.1). */
public final class SymbolResolver {
    private final KernelSnapshot snapshot;
    private final Imports imports;
    private final Architecture architecture;
    private final ModuleExports others;
    private final PlacedModule placed;
    private final long unloaded;
    private final ImportRule rule;
    private final boolean takesAll;
    private final Findings findings;
    private final boolean heard;
    private final String file;
    private final String module;
    private final AbsentSymbols absent;
    private final Set<String> providers = new TreeSet<>();
    private final Set<String> doubtful = new HashSet<>();

    /**
     * A resolver for one module.
     *
     * @param snapshot the kernel's symbols
     * @param names what the kernel exports, for explanations
     * @param imports what the module imports
     * @param architecture its architecture
     * @param others exports of other modules
     * @param placed the module
     * @param unloaded where sections that are not loaded are taken to lie: 0, or near the kernel's temporary copy of the
     *     file [kernel virtual address, unsigned]
     * @param rule asked of every import that is found
     * @param findings told of every symbol that has no value
     */
    public SymbolResolver(
            KernelSnapshot snapshot,
            ExportNames names,
            Imports imports,
            Architecture architecture,
            ModuleExports others,
            PlacedModule placed,
            long unloaded,
            ImportRule rule,
            Findings findings) {
        this.snapshot = snapshot;
        this.imports = imports;
        this.architecture = architecture;
        this.others = others;
        this.placed = placed;
        this.unloaded = unloaded;
        this.rule = rule;
        this.takesAll = rule.takesAll();
        this.findings = findings;
        this.heard = !findings.stop();
        this.file = placed.module().file().name();
        this.module = placed.module().name();
        this.absent = new AbsentSymbols(snapshot, names, others, placed.module());
    }

    /**
     * Resolves all symbols, whether or not some fail.
     *
     * @return their values; a symbol that failed has 0, an open import an address of the module itself
     */
    public ResolvedSymbols resolve() {
        SymbolTable symbols = placed.module().symbols();
        ElfMachine machine = placed.module().file().machine();
        int sections = placed.sections().size();
        long[] starts = new long[sections];
        boolean[] isMissed = new boolean[sections];
        for (int section = 0; section < sections; section++) {
            boolean isLoaded = placed.layout().placements().has(section);
            long address = placed.address(section);
            starts[section] = address != 0 || isLoaded ? address : unloaded;
            // Nobody misses the contents of an empty section.
            isMissed[section] = !isLoaded && placed.sections().get(section).size() != 0;
        }
        // Of open imports: an address within reach.
        List<MemoryRegion> regions = placed.layout().regions();
        long standIn = regions.isEmpty() ? 0 : placed.base(regions.get(0).kind());
        long[] values = new long[symbols.count()];
        BitSet provisional = new BitSet();
        int place = 0;
        for (int symbol = 1; symbol < values.length; symbol++) {
            int section = symbols.rawSectionIndex(symbol);
            long value = symbols.value(symbol);
            if (section == SHN_UNDEF) {
                if (imports.isOpen(place)) {
                    value = standIn;
                    provisional.set(symbol);
                } else {
                    value = undefined(symbols, symbol, imports.nameAt(place), value);
                }
                place++;
            } else if (section == SHN_COMMON) {
                common(symbols, symbol);
            } else if (section < sections) {
                value += starts[section];
                if (isMissed[section]) {
                    provisional.set(symbol);
                }
            } else if (section != SHN_ABS && section != SHN_LIVEPATCH) {
                badSection(symbols, symbol, section, sections);
            }
            values[symbol] = machine.truncate(value);
        }
        rule.finish(findings);
        return new ResolvedSymbols(values, provisional, List.copyOf(providers));
    }

    /** The value of an import, or another one if it has none. */
    private long undefined(SymbolTable symbols, int symbol, KernelExports.@Nullable Name known, long otherwise) {
        if (known == null) {
            nameOutside(symbol, "is undefined");
            return otherwise;
        }
        if (takesAll && known.isKernels() && known.hasAddress() && sees(known.exportClass())) {
            return known.address(); // nearly all
        }
        boolean weak = symbols.binding(symbol) == STB_WEAK || architecture.ignoresUndefined(known.text());
        if (!known.isKernels()) {
            return foreign(known, weak).orElse(otherwise);
        }
        if (!takes(known, weak)) {
            return otherwise;
        }
        return known.hasAddress() ? known.address() : withoutAddress(known).orElse(otherwise);
    }

    private OptionalLong foreign(KernelExports.Name known, boolean weak) {
        String name = known.text();
        Optional<ProvidedSymbol> provided = others.find(name);
        if (provided.isPresent()) {
            return fromModule(name, weak, provided.get());
        }
        if (known.isExported()) {
            return fromLoadedModule(known, weak);
        }
        if (!snapshot.knowsExports()) {
            Optional<KernelSymbol> namesake = snapshot.symbols().find(name).stream()
                    .filter(found -> found.isGlobal() && found.address().isPresent())
                    .findFirst();
            if (namesake.isPresent()) {
                unknown(
                        name,
                        "the snapshot has the symbol but not the list of exports: add the kernel's image or --symvers");
                return namesake.get().address();
            }
        }
        return missing(name, weak);
    }

    private OptionalLong withoutAddress(KernelExports.Name name) {
        return unknown(
                name.text(),
                snapshot.hasAddresses() && !snapshot.hasDataSymbols()
                        ? "not in this snapshot: no data symbols (CONFIG_KALLSYMS_ALL=n); add the kernel's image"
                        : "exported by the kernel, but this snapshot has no address for it: add the kernel's image or"
                                + " its kallsyms");
    }

    private OptionalLong fromModule(String name, boolean weak, ProvidedSymbol symbol) {
        if (!isThere(name, weak, symbol.owner()) || !takes(name, weak, symbol)) {
            return OptionalLong.empty();
        }
        providers.add(symbol.owner());
        return OptionalLong.of(symbol.address());
    }

    /** Once the kernel has stopped, what becomes of the providers says nothing more about this module. */
    private boolean isThere(String name, boolean weak, String owner) {
        ModuleExports.Standing standing = heard ? others.standing(owner) : ModuleExports.Standing.PROVIDES;
        if (standing == ModuleExports.Standing.REFUSED) {
            if (!weak) {
                refusedProvider(name, owner);
            }
            return false;
        }
        if (standing == ModuleExports.Standing.UNKNOWN && doubtful.add(owner)) {
            findings.add(
                    FindingCode.SYMBOL_PROVIDER_UNKNOWN,
                    () -> Finding.of(
                                    FindingCode.SYMBOL_PROVIDER_UNKNOWN,
                                    file,
                                    "exported by module " + owner
                                            + ", of which nobody can tell whether it can be loaded")
                            .about(name));
        }
        return true;
    }

    private void refusedProvider(String name, String owner) {
        List<String> cycle = others.cycle(owner);
        boolean inCycle = cycle.contains(module);
        FindingCode code = inCycle ? FindingCode.SET_CYCLE : FindingCode.SYMBOL_UNKNOWN;
        findings.add(
                code,
                () -> Finding.of(
                                code,
                                file,
                                inCycle
                                        ? "these modules use each other's exports, none can be loaded first: "
                                                + String.join(", ", cycle)
                                        : "exported by module " + owner + ", which the kernel refuses itself")
                        .about(name)
                        .kernelSays(unknownSymbol(name)));
    }

    private OptionalLong fromLoadedModule(KernelExports.Name name, boolean weak) {
        String owner = name.owner();
        if (!isThere(name.text(), weak, owner) || !takes(name, weak)) {
            return OptionalLong.empty();
        }
        providers.add(owner);
        if (name.hasAddress()) {
            return OptionalLong.of(name.address());
        }
        findings.add(
                FindingCode.SYMBOL_ADDRESS_ASSUMED,
                () -> Finding.of(
                                FindingCode.SYMBOL_ADDRESS_ASSUMED,
                                file,
                                "exported by module " + owner
                                        + ", which must be loaded first; its address is not known, the start of the module area"
                                        + " was taken")
                        .about(name.text()));
        return standIn();
    }

    private boolean takes(KernelExports.Name name, boolean weak) {
        return !isHidden(name.text(), weak, name.exportClass(), name.owner())
                && (takesAll || rule.takes(name.text(), weak, name.provided(snapshot), findings));
    }

    private boolean takes(String name, boolean weak, ProvidedSymbol symbol) {
        return !isHidden(name, weak, symbol.exportClass(), symbol.owner())
                && (takesAll || rule.takes(name, weak, symbol, findings));
    }

    private boolean sees(ExportClass exportClass) {
        return exportClass == ExportClass.PLAIN || rule.seesGplOnly();
    }

    /** Whether {@code find_symbol} passes the export over, as if nobody exported it. */
    private boolean isHidden(String name, boolean weak, ExportClass exportClass, String owner) {
        if (sees(exportClass)) {
            return false;
        }
        if (exportClass == ExportClass.UNKNOWN) {
            unknown(
                    name,
                    "exported, but not known whether GPL-only, as the module is not: add the kernel's image or --symvers");
            return false;
        }
        if (weak) {
            weakUndefined(name, "exported GPL-only, as if it were not; being weak, it stays 0");
        } else {
            gplOnly(name, owner.isEmpty() ? "the kernel" : owner);
        }
        return true;
    }

    /** An address within reach, so that what depends on an unknown one is not refused for its distance. */
    private OptionalLong standIn() {
        OptionalLong text = snapshot.symbols().find("_text").stream()
                .map(KernelSymbol::address)
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
        return OptionalLong.of(architecture.memoryModel(text).moduleArea());
    }

    private void gplOnly(String name, String owner) {
        boolean byLicense = !placed.module().info().isGplCompatible();
        findings.add(
                FindingCode.SYMBOL_GPL_ONLY,
                () -> Finding.of(
                                FindingCode.SYMBOL_GPL_ONLY,
                                file,
                                "exported GPL-only by " + owner + "; the module's license is '"
                                        + placed.module()
                                                .info()
                                                .first("license")
                                                .orElse("unspecified")
                                        + (byLicense ? "'" : "', but the kernel takes the module for proprietary"))
                        .about(name)
                        .kernelSays(unknownSymbol(name)));
    }

    /** No table has the name: is that certain, and does it matter? */
    private OptionalLong missing(String name, boolean weak) {
        if (architecture.ignoresUndefined(name)) {
            return OptionalLong.empty();
        }
        if (!snapshot.hasAddresses() && !snapshot.knowsExports()) {
            return unknown(name, "the snapshot has no symbols: add the kernel's image, its kallsyms or --symvers");
        }
        if (!snapshot.knowsExports() && !snapshot.hasDataSymbols()) {
            return unknown(
                    name,
                    "not in this snapshot: no data symbols (CONFIG_KALLSYMS_ALL=n); add the kernel's image or --symvers");
        }
        if (!absent.doubt().isEmpty() && !weak) {
            return unknown(name, "not exported by the kernel; " + absent.doubt());
        }
        if (weak) {
            weakUndefined(name, "nobody exports it; being weak, it stays 0");
        } else {
            findings.add(
                    FindingCode.SYMBOL_UNKNOWN,
                    () -> Finding.of(FindingCode.SYMBOL_UNKNOWN, file, absent.explain(name, heard))
                            .about(name)
                            .kernelSays(unknownSymbol(name)));
        }
        return OptionalLong.empty();
    }

    private void weakUndefined(String name, String detail) {
        FindingCode code = FindingCode.SYMBOL_WEAK_UNDEFINED;
        findings.add(code, () -> Finding.of(code, file, detail).about(name));
    }

    private OptionalLong unknown(String name, String detail) {
        FindingCode code = FindingCode.SYMBOL_NOT_IN_SNAPSHOT;
        findings.add(code, () -> Finding.of(code, file, detail).about(name));
        return standIn();
    }

    private String unknownSymbol(String name) {
        return module + ": Unknown symbol " + name + " (err -2)";
    }

    private void common(SymbolTable symbols, int symbol) {
        String name = symbols.name(symbol).orElse("");
        if (!name.startsWith("__gnu_lto")) {
            findings.add(
                    FindingCode.SYMBOL_COMMON,
                    () -> Finding.of(FindingCode.SYMBOL_COMMON, file, "a common symbol: compile with -fno-common")
                            .about(name)
                            .kernelSays(module + ": please compile with -fno-common"));
        }
    }

    private void nameOutside(int symbol, String what) {
        findings.add(
                FindingCode.SYMBOL_NAME_BOUNDS,
                () -> Finding.of(
                        FindingCode.SYMBOL_NAME_BOUNDS,
                        file,
                        "symbol " + symbol + " " + what
                                + " and its name lies outside the string table, or is longer than "
                                + StringTable.LONGEST + " bytes"));
    }

    private void badSection(SymbolTable symbols, int symbol, int section, int sections) {
        if (symbols.name(symbol).isEmpty()) {
            nameOutside(symbol, "has no section");
            return;
        }
        String name = symbols.name(symbol).orElse("");
        findings.add(
                FindingCode.SYMBOL_SECTION_INDEX,
                () -> Finding.of(
                                FindingCode.SYMBOL_SECTION_INDEX,
                                file,
                                "symbol " + symbol + " is defined in section " + section + " of " + sections)
                        .about(name)
                        .kernelSays(module + ": Symbol " + name + " has an invalid section index " + section + " (max "
                                + (sections - 1) + ")"));
    }
}
