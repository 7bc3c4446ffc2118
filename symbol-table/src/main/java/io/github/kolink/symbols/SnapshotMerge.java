// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import io.github.kolink.symbols.structure.StructModule;
import io.github.kolink.symbols.table.Knowledge;
import io.github.kolink.symbols.table.SymbolsBuilder;
import io.github.kolink.symbols.text.ConfigText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Merges snapshots of one kernel; see {@link KernelSnapshot#merge}. */
final class SnapshotMerge {
    /** Share of common names that must ask for one shift before addresses are moved [percent]. */
    private static final int AGREEMENT = 90;

    private static final int LEAST_COMMON = 16;

    private final List<KernelSnapshot> parts;
    private final SymbolsBuilder merged = new SymbolsBuilder();
    private final Disagreements conflicts = new Disagreements();
    private Knowledge knows = Knowledge.NONE;

    SnapshotMerge(List<KernelSnapshot> parts) {
        this.parts = parts.stream()
                .sorted(Comparator.comparingInt(SnapshotMerge::rank))
                .toList();
    }

    private static int rank(KernelSnapshot part) {
        if (!part.hasAddresses()) {
            return 2;
        }
        return part.sources().stream().allMatch(source -> source.kind() == SourceKind.SYMBOL_LIST) ? 0 : 1;
    }

    KernelSnapshot merge() throws SymbolSourceException {
        merged.index();
        for (KernelSnapshot part : parts) {
            String name = title(part);
            long shift = merged.size() > 0 && part.hasAddresses() ? shift(part, name) : 0;
            boolean[] met = new boolean[merged.size()];
            for (int i = 0; i < part.symbols().size(); i++) {
                mergeSymbol(part.symbols().symbol(i), part, shift, met);
            }
            reportUnmet(part, met);
            merged.index();
            knows = knows.or(knowledge(part));
        }
        return KernelSnapshot.of(merged, facts(), config(), "merged snapshot");
    }

    private static String title(KernelSnapshot part) {
        return part.sources().isEmpty() ? "snapshot" : part.sources().get(0).fileName();
    }

    private static Knowledge knowledge(KernelSnapshot part) {
        return new Knowledge(
                part.knowsExports(),
                part.knowsExportClasses(),
                part.knowsCrcs(),
                part.knowsNamespaces(),
                part.hasDataSymbols());
    }

    /** The constant to add to a part's addresses, where nearly all names common to both ask for the same one. */
    private long shift(KernelSnapshot part, String name) {
        Map<Long, Integer> votes = new HashMap<>();
        int common = 0;
        for (int i = 0; i < part.symbols().size(); i++) {
            KernelSymbol symbol = part.symbols().symbol(i);
            int known = find(symbol.name());
            if (known != SymbolsBuilder.NONE
                    && merged.names().next(known) == SymbolsBuilder.NONE
                    && isMovable(symbol)
                    && merged.has(known, SymbolsBuilder.HAS_ADDRESS)) {
                common++;
                votes.merge(merged.address(known) - symbol.address().getAsLong(), 1, Integer::sum);
            }
        }
        Map.Entry<Long, Integer> winner =
                votes.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(Map.entry(0L, 0));
        boolean clear = common >= LEAST_COMMON && winner.getValue() * 100L >= (long) common * AGREEMENT;
        if (clear && winner.getKey() != 0) {
            conflicts.say("The addresses of " + name + " were moved by " + signedHex(winner.getKey())
                    + " to those of the other source (the kernel runs at a randomised address).");
            return winner.getKey();
        }
        return 0;
    }

    private static String signedHex(long value) {
        return (value < 0 ? "-0x" : "+0x") + Long.toHexString(Math.abs(value));
    }

    /** Absolute symbols (per-CPU offsets, constants) and those of modules do not move with the kernel. */
    private static boolean isMovable(KernelSymbol symbol) {
        return symbol.type() != 'A'
                && symbol.type() != 'a'
                && symbol.address().isPresent()
                && symbol.owner().isEmpty();
    }

    private void mergeSymbol(KernelSymbol symbol, KernelSnapshot part, long shift, boolean[] met)
            throws SymbolSourceException {
        long address = symbol.address().orElse(0) + (isMovable(symbol) ? shift : 0);
        int target = symbol.address().isPresent() ? sameAddress(symbol, address) : importTarget(symbol);
        if (target != SymbolsBuilder.NONE) {
            unify(target, symbol, part);
            if (target < met.length) {
                met[target] = true;
            }
            return;
        }
        if (symbol.address().isPresent() && contradicts(symbol, part)) {
            return;
        }
        if (symbol.address().isEmpty() && knows.exports() && symbol.owner().isEmpty()) {
            conflicts.count("exports of " + title(part) + " are not in the kernel", symbol.name());
        }
        if (merged.size() == SymbolsBuilder.MOST) {
            throw new SymbolSourceException("merged snapshot", "more than " + SymbolsBuilder.MOST + " symbols");
        }
        int added = merged.add(symbol.name(), symbol.type());
        merged.setOwner(added, textId(symbol.owner()));
        if (symbol.address().isPresent()) {
            merged.setAddress(added, address);
        }
        if (symbol.export().isPresent()) {
            setExport(added, symbol.export().get());
        }
    }

    private int find(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return merged.names().find(bytes, 0, bytes.length);
    }

    private int sameAddress(KernelSymbol symbol, long address) {
        int owner = merged.textId(symbol.owner());
        int withoutAddress = SymbolsBuilder.NONE;
        for (int s = find(symbol.name());
                s != SymbolsBuilder.NONE;
                s = merged.names().next(s)) {
            if (merged.owner(s) == owner && merged.has(s, SymbolsBuilder.HAS_ADDRESS) && merged.address(s) == address) {
                return s;
            }
            if (merged.owner(s) == owner
                    && !merged.has(s, SymbolsBuilder.HAS_ADDRESS)
                    && symbol.export().isPresent()) {
                withoutAddress = s;
            }
        }
        return withoutAddress;
    }

    /** The symbol a row without address speaks of: the exported one of that owner, else the global, else the only. */
    private int importTarget(KernelSymbol symbol) {
        int owner = merged.textId(symbol.owner());
        int best = SymbolsBuilder.NONE;
        int bestRank = 0;
        for (int s = find(symbol.name());
                s != SymbolsBuilder.NONE;
                s = merged.names().next(s)) {
            if (merged.owner(s) == owner) {
                int rank = merged.has(s, SymbolsBuilder.EXPORTED) ? 3 : merged.isGlobal(s) ? 2 : 1;
                if (rank > bestRank) {
                    best = s;
                    bestRank = rank;
                }
            }
        }
        // A local function of that name is not what a list without data symbols lacks.
        return bestRank == 1 && !knows.data() ? SymbolsBuilder.NONE : best;
    }

    /** A global symbol has one address; two sources that give two are told, and the first is kept. */
    private boolean contradicts(KernelSymbol symbol, KernelSnapshot part) {
        if (!symbol.isGlobal()) {
            return false;
        }
        int owner = merged.textId(symbol.owner());
        for (int s = find(symbol.name());
                s != SymbolsBuilder.NONE;
                s = merged.names().next(s)) {
            if (merged.owner(s) == owner && merged.isGlobal(s) && merged.has(s, SymbolsBuilder.HAS_ADDRESS)) {
                conflicts.count(
                        "symbols have another address in " + title(part) + " than in the sources before it",
                        symbol.name());
                return true;
            }
        }
        return false;
    }

    private void unify(int target, KernelSymbol symbol, KernelSnapshot part) throws SymbolSourceException {
        if (merged.type(target) == '?') {
            merged.setType(target, symbol.type());
        }
        if (symbol.export().isEmpty()) {
            return;
        }
        Export export = symbol.export().get();
        if (!merged.has(target, SymbolsBuilder.EXPORTED)) {
            setExport(target, export);
            if (knows.exports() && !part.hasAddresses() && symbol.owner().isEmpty()) {
                conflicts.count("exports of " + title(part) + " are not exported by the kernel", symbol.name());
            }
            return;
        }
        ExportClass known = PackedSymbols.classOf(merged.flags(target));
        if (known == ExportClass.UNKNOWN) {
            merged.export(target, PackedSymbols.classBits(export.exportClass()));
        } else if (export.exportClass() != ExportClass.UNKNOWN && export.exportClass() != known) {
            conflicts.count("exports have another class in " + title(part), symbol.name());
        }
        OptionalInt crc = export.crc();
        if (crc.isPresent()) {
            if (!merged.has(target, SymbolsBuilder.HAS_CRC)) {
                merged.setCrc(target, crc.getAsInt());
            } else if (merged.crc(target) != crc.getAsInt()) {
                conflicts.count("exports have another CRC in " + title(part), symbol.name());
            }
        }
        char namespace = textId(export.namespace().orElse(""));
        if (!knows.namespaces()) {
            merged.setNamespace(target, namespace);
        } else if (part.knowsNamespaces() && merged.namespace(target) != namespace) {
            conflicts.count("exports have another namespace in " + title(part), symbol.name());
        }
    }

    private void setExport(int target, Export export) throws SymbolSourceException {
        merged.export(target, PackedSymbols.classBits(export.exportClass()));
        export.crc().ifPresent(crc -> merged.setCrc(target, crc));
        merged.setNamespace(target, textId(export.namespace().orElse("")));
    }

    private char textId(String text) throws SymbolSourceException {
        int id = merged.textId(text);
        if (id == SymbolsBuilder.NONE) {
            throw new SymbolSourceException("merged snapshot", "more than 65,535 different modules and namespaces");
        }
        return (char) id;
    }

    /** Exports of the kernel that a Module.symvers does not list: it belongs to another build. */
    private void reportUnmet(KernelSnapshot part, boolean[] met) {
        if (part.hasAddresses() || !part.knowsExports() || !knows.exports()) {
            return;
        }
        for (int i = 0; i < met.length; i++) {
            if (!met[i] && merged.owner(i) == 0 && merged.has(i, SymbolsBuilder.EXPORTED)) {
                conflicts.count(
                        "exports of the kernel are not in " + title(part),
                        merged.names().name(i));
            }
        }
    }

    private SnapshotFacts facts() {
        List<SnapshotSource> sources = new ArrayList<>();
        parts.forEach(part -> sources.addAll(part.sources()));
        Optional<String> release = first("release", KernelSnapshot::release);
        Optional<String> banner = first("banner", KernelSnapshot::banner);
        Optional<String> vermagic = first("vermagic", KernelSnapshot::vermagic);
        Optional<String> architecture = first("architecture", KernelSnapshot::architecture);
        Optional<String> buildId = first("build ID", KernelSnapshot::buildId);
        SystemFacts system = parts.stream().map(KernelSnapshot::system).reduce(SystemFacts.NONE, SystemFacts::or);
        Optional<StructModule> structModule = first("struct module", KernelSnapshot::structModule);
        structModule.ifPresent(kernels -> system.reference()
                .filter(module -> module.structSize() != kernels.size())
                .ifPresent(module -> conflicts.say("struct module has " + kernels.size() + " bytes, but "
                        + module.structSize() + " in the module " + module.name()
                        + ": the module is of another kernel.")));
        List<String> told = new ArrayList<>();
        parts.forEach(part -> told.addAll(part.conflicts()));
        told.addAll(conflicts.sentences());
        List<String> certificates = parts.stream()
                .flatMap(part -> part.certificates().stream())
                .map(Base64.getEncoder()::encodeToString)
                .distinct()
                .toList();
        return new SnapshotFacts(
                release,
                banner,
                vermagic,
                architecture,
                buildId,
                knows,
                system,
                sources,
                told,
                certificates,
                structModule);
    }

    private <T> Optional<T> first(String what, Function<KernelSnapshot, Optional<T>> fact) {
        Optional<T> first = Optional.empty();
        for (KernelSnapshot part : parts) {
            Optional<T> told = fact.apply(part);
            if (first.isEmpty()) {
                first = told;
            } else if (told.isPresent() && !told.equals(first)) {
                conflicts.say("The " + what + " is `" + first.get() + "`, but `" + told.get() + "` in " + title(part)
                        + ": the sources are of different kernels.");
            }
        }
        return first;
    }

    private byte[] config() {
        Map<String, String> options = new LinkedHashMap<>();
        for (KernelSnapshot part : parts) {
            part.config().forEach(options::putIfAbsent);
        }
        return ConfigText.write(options);
    }
}
