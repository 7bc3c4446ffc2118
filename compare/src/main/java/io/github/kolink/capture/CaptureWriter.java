// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a capture, or goes on with one that was interrupted. A module counts once its file {@code done} is there. */
public final class CaptureWriter {
    private static final String PERCPU = ".data..percpu";
    /** What a folder takes in most file systems [bytes]. */
    private static final long FOLDER = 4096;

    private final Path folder;
    private final int boot;

    private CaptureWriter(Path folder, int boot) {
        this.folder = folder;
        this.boot = boot;
    }

    /**
     * Starts a boot: the first of a new capture or a further one of a capture that lacks modules.
     *
     * @param folder where the capture lies or shall lie
     * @param facts of this boot
     * @param kallsyms the kernel's symbols before any module was loaded
     * @return the writer
     * @throws CaptureException if the folder holds a capture of another kernel, CPU or command line, or something else
     * @throws IOException if a file cannot be written
     */
    public static CaptureWriter start(Path folder, CaptureFacts facts, byte[] kallsyms) throws IOException {
        Path properties = folder.resolve(Capture.PROPERTIES);
        if (!Files.exists(properties)) {
            if (Files.exists(folder) && !isEmpty(folder)) {
                throw new CaptureException(folder, "is no capture and not empty");
            }
            Files.createDirectories(folder.resolve(Capture.MODULES));
            Files.write(folder.resolve(Capture.KALLSYMS), kallsyms);
            PropertiesFile file = new PropertiesFile(properties);
            facts.write(file);
            file.write();
            return new CaptureWriter(folder, 0);
        }
        Capture known = Capture.open(folder);
        if (!known.facts().equals(facts)) {
            throw new CaptureException(folder, "holds another capture: " + known.facts() + ", this one is " + facts);
        }
        int boot = 1;
        while (Files.exists(folder.resolve(Capture.BOOTS).resolve(Integer.toString(boot)))) {
            boot++;
        }
        Path own = folder.resolve(Capture.BOOTS).resolve(Integer.toString(boot));
        Files.createDirectories(own.resolve(Capture.MODULES));
        Files.write(own.resolve(Capture.KALLSYMS), kallsyms);
        return new CaptureWriter(folder, boot);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * The modules a folder has already.
     *
     * @param folder where a capture lies or shall lie
     * @return names of modules with the file {@code done}
     * @throws IOException if the folder cannot be read
     */
    public static Set<String> done(Path folder) throws IOException {
        Path modules = folder.resolve(Capture.MODULES);
        if (!Files.isDirectory(modules)) {
            return Set.of();
        }
        try (Stream<Path> each = Files.list(modules)) {
            return each.filter(module -> Files.exists(module.resolve(CapturedModule.DONE)))
                    .map(module -> String.valueOf(module.getFileName()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /**
     * What came of the modules a folder has already.
     *
     * @param folder where a capture lies or shall lie
     * @return facts of modules with the file {@code done}, by name
     * @throws IOException if the folder cannot be read
     */
    public static Map<String, ModuleFacts> outcomes(Path folder) throws IOException {
        Map<String, ModuleFacts> outcomes = new TreeMap<>();
        for (String name : done(folder)) {
            Path module = folder.resolve(Capture.MODULES).resolve(name);
            outcomes.put(name, ModuleFacts.read(PropertiesFile.read(module.resolve(CapturedModule.PROPERTIES))));
        }
        return outcomes;
    }

    /**
     * The boot this writer is about.
     *
     * @return 0 for the first
     */
    public int boot() {
        return boot;
    }

    /**
     * Adds a file that describes the whole capture.
     *
     * @param name such as {@code cpuinfo}
     * @param contents its bytes
     * @throws IOException if it cannot be written
     */
    public void write(String name, byte[] contents) throws IOException {
        Files.write(folder.resolve(name), contents);
    }

    /**
     * Adds what is known about the kernel without its addresses of this boot.
     *
     * @param kernel usually read from the image that was booted
     * @throws IOException if it cannot be written
     */
    public void kernel(KernelSnapshot kernel) throws IOException {
        kernel.write(folder.resolve(Capture.SNAPSHOT));
    }

    /**
     * Starts a module; what an interrupted capture left of it is removed.
     *
     * @param name as the kernel has it
     * @return where its parts go
     * @throws IOException if a file cannot be written
     */
    public ModuleWriter module(String name) throws IOException {
        return new ModuleWriter(folder.resolve(Capture.MODULES).resolve(name));
    }

    /**
     * Notes where the sections of a module are that was captured in an earlier boot.
     *
     * @param name as the kernel has it
     * @param sections its headers in this boot
     * @param percpu base of its per-CPU data in this boot; empty if it has none
     * @throws IOException if the file cannot be written
     */
    public void again(String name, List<CapturedSection> sections, OptionalLong percpu) throws IOException {
        List<CapturedSection> placed = new ArrayList<>(sections);
        percpu.ifPresent(base -> {
            placed.removeIf(section -> section.name().equals(PERCPU));
            placed.add(new CapturedSection(-1, base, 0, 0, 0, 0, PERCPU));
        });
        Path file = folder.resolve(Capture.BOOTS)
                .resolve(Integer.toString(boot))
                .resolve(Capture.MODULES)
                .resolve(name + ".sections.txt");
        Files.writeString(file, text(placed));
    }

    private static String text(List<CapturedSection> sections) {
        return sections.stream().map(section -> section.line() + "\n").collect(Collectors.joining());
    }

    /** Writes one module. */
    public static final class ModuleWriter {
        private final Path folder;
        private long written;

        private ModuleWriter(Path folder) throws IOException {
            this.folder = folder;
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve(CapturedModule.DONE));
            Files.deleteIfExists(folder.resolve(CapturedModule.SECTIONS));
            for (String stage : List.of(CapturedModule.RELOCATED, CapturedModule.FINAL, CapturedModule.LOADED)) {
                clear(folder.resolve(stage));
            }
        }

        private static void clear(Path stage) throws IOException {
            if (Files.isDirectory(stage)) {
                try (Stream<Path> files = Files.list(stage)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
            }
        }

        /**
         * Writes the section headers.
         *
         * @param sections as the loader has placed them
         * @throws IOException if the file cannot be written
         */
        public void sections(List<CapturedSection> sections) throws IOException {
            String text = text(sections);
            Files.writeString(folder.resolve(CapturedModule.SECTIONS), text);
            written += text.length() + FOLDER;
        }

        /**
         * Writes the bytes after relocation.
         *
         * @param sections by section index
         * @throws IOException if a file cannot be written
         */
        public void relocated(Map<Integer, byte[]> sections) throws IOException {
            stage(CapturedModule.RELOCATED, sections);
        }

        /**
         * Writes the bytes before init.
         *
         * @param sections by section index
         * @throws IOException if a file cannot be written
         */
        public void last(Map<Integer, byte[]> sections) throws IOException {
            stage(CapturedModule.FINAL, sections);
        }

        private void stage(String name, Map<Integer, byte[]> sections) throws IOException {
            Path stage = folder.resolve(name);
            Files.createDirectories(stage);
            written += FOLDER;
            for (Map.Entry<Integer, byte[]> section : sections.entrySet()) {
                Files.write(stage.resolve(section.getKey() + ".bin"), section.getValue());
                written += section.getValue().length;
            }
        }

        /**
         * Writes the bytes of a running module.
         *
         * @param sections by section name
         * @throws IOException if a file cannot be written
         */
        public void loaded(Map<String, byte[]> sections) throws IOException {
            Path stage = folder.resolve(CapturedModule.LOADED);
            Files.createDirectories(stage);
            written += FOLDER;
            for (Map.Entry<String, byte[]> section : sections.entrySet()) {
                Files.write(stage.resolve(section.getKey() + ".bin"), section.getValue());
                written += section.getValue().length;
            }
        }

        /**
         * What was written so far.
         *
         * @return [bytes], with {@code 4096} for a folder
         */
        public long written() {
            return written;
        }

        /**
         * Writes the properties and completes the module.
         *
         * @param facts what holds for the module
         * @throws IOException if a file cannot be written
         */
        public void complete(ModuleFacts facts) throws IOException {
            PropertiesFile properties = new PropertiesFile(folder.resolve(CapturedModule.PROPERTIES));
            facts.write(properties);
            properties.write();
            Path sections = folder.resolve(CapturedModule.SECTIONS);
            if (!Files.exists(sections)) {
                Files.writeString(sections, "");
            }
            Files.writeString(folder.resolve(CapturedModule.DONE), "");
        }
    }
}
