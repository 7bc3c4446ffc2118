// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.finding.LinkException;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The modules that belong to a kernel, found by name; a file is read only when it is asked for. */
public final class ModuleDirectory {
    private static final int TRIES = 16;

    private final List<Path> files;
    private final Map<String, Path> byName = new HashMap<>();

    private ModuleDirectory(List<Path> files) {
        this.files = files;
        files.forEach(file -> byName.putIfAbsent(name(file), file));
    }

    /**
     * The modules below a directory.
     *
     * @param directory such as {@code /lib/modules/6.1.0-56-amd64}
     * @return its modules
     * @throws IOException if it cannot be read
     */
    public static ModuleDirectory below(Path directory) throws IOException {
        return new ModuleDirectory(ModuleSearch.below(directory));
    }

    private static String name(Path file) {
        String base = file.getFileName().toString();
        return base.substring(0, base.indexOf(".ko")).replace('-', '_');
    }

    /**
     * The file of a module.
     *
     * @param name the module's, with {@code -} or {@code _}
     * @return empty if the directory has none of that name
     */
    public Optional<Path> file(String name) {
        return Optional.ofNullable(byName.get(name.replace('-', '_')));
    }

    /**
     * The modules that others need, by {@code depends=}, and those that these need in turn.
     *
     * @param modules the others; one that cannot be read needs none
     * @return files of this directory, none of which has the name of one of the others, in the order they are met
     */
    public List<Path> neededBy(List<Path> modules) {
        Set<String> met = new HashSet<>();
        Deque<Path> open = new ArrayDeque<>(modules);
        modules.stream()
                .filter(file -> file.getFileName().toString().contains(".ko"))
                .forEach(file -> met.add(name(file)));
        List<Path> needed = new ArrayList<>();
        while (!open.isEmpty()) {
            for (String name : depends(open.remove())) {
                String plain = name.replace('-', '_');
                Path file = byName.get(plain);
                if (file != null && met.add(plain)) {
                    needed.add(file);
                    open.add(file);
                }
            }
        }
        return needed;
    }

    private static List<String> depends(Path file) {
        try {
            ModuleFile bytes = ModuleFile.read(file);
            return KernelModule.of(ElfFile.parse(bytes.name(), bytes.bytes()))
                    .info()
                    .depends();
        } catch (IOException | LinkException e) {
            return List.of(); // whoever links it reports
        }
    }

    /**
     * What the modules tell of their kernel.
     *
     * @return facts of the first that has init and exit functions, else of the first that is a module; empty if the
     *     first few are none
     * @throws IOException if one cannot be read
     */
    public Optional<KernelSnapshot> reference() throws IOException {
        Optional<KernelSnapshot> first = Optional.empty();
        for (Path file : files.subList(0, Math.min(TRIES, files.size()))) {
            Optional<KernelSnapshot> facts = SystemSources.reference(file);
            if (facts.flatMap(part -> part.system().reference())
                    .filter(module -> module.initOffset().isPresent()
                            && module.exitOffset().isPresent())
                    .isPresent()) {
                return facts;
            }
            first = first.or(() -> facts);
        }
        return first;
    }

    /**
     * The CRC that the modules were built with.
     *
     * @param symbol of which export
     * @return empty if the first few modules have none
     * @throws IOException if one cannot be read
     */
    public OptionalInt crc(String symbol) throws IOException {
        for (Path file : files.subList(0, Math.min(TRIES, files.size()))) {
            OptionalInt crc = crc(file, symbol);
            if (crc.isPresent()) {
                return crc;
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt crc(Path file, String symbol) throws IOException {
        try {
            ModuleFile bytes = ModuleFile.read(file);
            return KernelModule.of(ElfFile.parse(bytes.name(), bytes.bytes()))
                    .versions()
                    .crc(symbol);
        } catch (LinkException e) {
            return OptionalInt.empty();
        }
    }
}
