// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.state;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.target.ModuleDirectory;
import io.github.kolink.finding.LinkException;
import io.github.kolink.kernel.device.ProcModules;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.resolve.ProvidedSymbol;
import io.github.kolink.state.LoaderState;
import io.github.kolink.state.ModuleRecord;
import io.github.kolink.state.Placed;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The modules of a running system: names and addresses from {@code /proc/modules} and {@code /sys/module}, exports and who
 * uses whom from the modules' own files. Of a module without a file the kernel's word is taken for who uses it, and its
 * exports are not known.
 */
final class LiveModules {
    private final Path root;
    private final Optional<ModuleDirectory> files;
    private final List<String> withoutFile = new ArrayList<>();

    LiveModules(Path root, Optional<ModuleDirectory> files) {
        this.root = root;
        this.files = files;
    }

    /** What the kernel lists, the newest first. */
    List<ResidentModule> listed() throws IOException {
        return ProcModules.parse(Files.readString(root.resolve("proc/modules"), StandardCharsets.ISO_8859_1));
    }

    /** Which boot it is; empty if the system does not tell. */
    String boot() throws IOException {
        return first(root.resolve("proc/sys/kernel/random/boot_id"));
    }

    /** Modules of which no file was found by {@link #state}. */
    List<String> withoutFile() {
        return withoutFile;
    }

    private static String first(Path file) throws IOException {
        return Files.isReadable(file)
                ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
                : "";
    }

    /** The state of the system, without marks. */
    LoaderState state() throws IOException {
        List<ResidentModule> oldestFirst = new ArrayList<>(listed());
        Collections.reverse(oldestFirst);
        Map<String, KernelModule> read = new LinkedHashMap<>();
        Map<String, String> exporter = new HashMap<>();
        for (ResidentModule module : oldestFirst) {
            if (module.base() == 0) {
                throw new Failure(
                        ExitCode.INPUT,
                        root.resolve("proc/modules") + ": the address of " + module.name()
                                + " is hidden; be root, with /proc/sys/kernel/kptr_restrict at most 1");
            }
            Optional<KernelModule> file = read(module.name());
            if (file.isEmpty()) {
                withoutFile.add(module.name());
            }
            file.ifPresent(known -> {
                read.put(module.name(), known);
                known.exports().forEach(export -> exporter.putIfAbsent(export.name(), module.name()));
            });
        }
        LoaderState state = new LoaderState(boot(), first(root.resolve("proc/sys/kernel/osrelease")), List.of());
        for (ResidentModule module : oldestFirst) {
            List<Placed> sections = sections(module.name());
            Optional<KernelModule> file = Optional.ofNullable(read.get(module.name()));
            state = state.with(new ModuleRecord(
                    module.name(),
                    module.base(),
                    module.size(),
                    module.state(),
                    false,
                    0,
                    List.of(),
                    sections,
                    file.map(known -> exports(known, sections)).orElseGet(TreeMap::new),
                    file.map(known -> uses(known, exporter)).orElseGet(() -> kernelsWord(module.name(), oldestFirst))));
        }
        return state;
    }

    private Optional<KernelModule> read(String name) throws IOException {
        Optional<Path> file = files.flatMap(directory -> directory.file(name));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(KernelModule.of(ModuleFile.read(file.get()).elf()));
        } catch (LinkException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** {@code /sys/module/NAME/sections}, without what is freed after init. */
    private List<Placed> sections(String module) throws IOException {
        Path directory = root.resolve("sys/module").resolve(module).resolve("sections");
        List<Placed> sections = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> all = Files.list(directory)) {
                for (Path file : all.sorted().toList()) {
                    String name = file.getFileName().toString();
                    if (!name.startsWith(".init")) {
                        sections.add(new Placed(name, address(file), 0));
                    }
                }
            }
        }
        return sections;
    }

    private static long address(Path file) throws IOException {
        String text = first(file);
        try {
            return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
        } catch (NumberFormatException e) {
            throw new IOException(file + ": '" + text + "' is no address", e);
        }
    }

    private static SortedMap<String, ProvidedSymbol> exports(KernelModule module, List<Placed> sections) {
        Map<String, Long> addresses = new HashMap<>();
        sections.forEach(section -> addresses.put(section.name(), section.address()));
        SortedMap<String, ProvidedSymbol> exports = new TreeMap<>();
        for (ModuleExport export : module.exports()) {
            int section = module.symbols().definingSection(export.symbol());
            Long base = section < 0
                    ? Long.valueOf(0)
                    : addresses.get(module.file().sections().get(section).name());
            if (base != null) {
                Export how = new Export(
                        export.gplOnly() ? ExportClass.GPL : ExportClass.PLAIN, export.crc(), export.namespace());
                exports.put(
                        export.name(),
                        new ProvidedSymbol(
                                base + module.symbols().value(export.symbol()) + export.addend(),
                                module.name(),
                                how,
                                Optional.of(!module.info().isGplCompatible())));
            }
        }
        return exports;
    }

    private static List<String> uses(KernelModule module, Map<String, String> exporter) {
        TreeSet<String> uses = new TreeSet<>();
        for (ModuleImport needed : module.imports()) {
            String provider = exporter.get(needed.name());
            if (provider != null && !provider.equals(module.name())) {
                uses.add(provider);
            }
        }
        return List.copyOf(uses);
    }

    private static List<String> kernelsWord(String user, List<ResidentModule> all) {
        return all.stream()
                .filter(module -> module.users().contains(user))
                .map(ResidentModule::name)
                .toList();
    }
}
