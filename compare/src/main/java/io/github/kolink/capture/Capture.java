// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A capture that lies on disk. Immutable. */
public final class Capture {
    static final String PROPERTIES = "capture.properties";
    static final String KALLSYMS = "kallsyms";
    static final String SNAPSHOT = "kernel.snapshot";
    static final String CONFIG = "config";
    static final String MODULES = "modules";
    static final String BOOTS = "boots";

    private final Path folder;
    private final CaptureFacts facts;
    private final List<CapturedModule> modules;
    private final List<String> incomplete;

    private Capture(Path folder, CaptureFacts facts, List<CapturedModule> modules, List<String> incomplete) {
        this.folder = folder;
        this.facts = facts;
        this.modules = List.copyOf(modules);
        this.incomplete = List.copyOf(incomplete);
    }

    /**
     * Opens a capture: everything but the sections' bytes is read and checked.
     *
     * @param folder where it lies
     * @return the capture
     * @throws CaptureException if a file is missing or damaged
     * @throws IOException if a file cannot be read
     */
    public static Capture open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        CaptureFacts facts = CaptureFacts.read(PropertiesFile.read(folder.resolve(PROPERTIES)));
        if (!Files.isRegularFile(folder.resolve(KALLSYMS))) {
            throw new CaptureException(folder.resolve(KALLSYMS), "missing");
        }
        List<CapturedModule> modules = new ArrayList<>();
        List<String> incomplete = new ArrayList<>();
        for (Path each : moduleFolders(folder)) {
            if (Files.exists(each.resolve(CapturedModule.DONE))) {
                modules.add(CapturedModule.read(each));
            } else {
                incomplete.add(String.valueOf(each.getFileName()));
            }
        }
        modules.sort(Comparator.comparingInt(CapturedModule::boot)
                .thenComparingInt(module -> module.facts().order()));
        return new Capture(folder, facts, modules, incomplete);
    }

    private static List<Path> moduleFolders(Path folder) throws IOException {
        Path all = folder.resolve(MODULES);
        if (!Files.isDirectory(all)) {
            throw new CaptureException(all, "missing");
        }
        try (Stream<Path> each = Files.list(all)) {
            return each.filter(Files::isDirectory).sorted().toList();
        }
    }

    /**
     * The capture's folder.
     *
     * @return as given
     */
    public Path folder() {
        return folder;
    }

    /**
     * What holds for the whole capture.
     *
     * @return {@code capture.properties}
     */
    public CaptureFacts facts() {
        return facts;
    }

    /**
     * The modules that were captured to the end.
     *
     * @return by boot, in the order they were loaded
     */
    public List<CapturedModule> modules() {
        return modules;
    }

    /**
     * A module.
     *
     * @param name as the kernel has it
     * @return empty if it was not captured to the end
     */
    public Optional<CapturedModule> module(String name) {
        return modules.stream().filter(module -> module.name().equals(name)).findFirst();
    }

    /**
     * Modules the capture was interrupted at.
     *
     * @return their names, sorted
     */
    public List<String> incomplete() {
        return incomplete;
    }

    /**
     * The kernel's symbols before any module was loaded.
     *
     * @param boot of the module that is looked at
     * @return a file in the form of {@code /proc/kallsyms}
     * @throws CaptureException if it is missing
     */
    public Path kallsyms(int boot) throws CaptureException {
        Path file = boot == 0 ? folder.resolve(KALLSYMS) : boot(boot).resolve(KALLSYMS);
        if (!Files.isRegularFile(file)) {
            throw new CaptureException(file, "missing");
        }
        return file;
    }

    /**
     * All the capture knows about the kernel: its symbols at the addresses of one boot, and what the kernel's image and
     * configuration add, such as exports, and data symbols where kallsyms lack them.
     *
     * @param boot of the module that is looked at
     * @return the merged snapshot
     * @throws IOException if a file is missing or damaged
     */
    public KernelSnapshot kernel(int boot) throws IOException {
        List<KernelSnapshot> parts = new ArrayList<>();
        parts.add(KernelSnapshot.open(kallsyms(boot)));
        for (String name : List.of(SNAPSHOT, CONFIG)) {
            Optional<Path> file = optional(name);
            if (file.isPresent()) {
                parts.add(KernelSnapshot.open(file.get()));
            }
        }
        return KernelSnapshot.merge(parts);
    }

    /**
     * The kernel's symbols after the last module was loaded.
     *
     * @return empty if they were not taken
     */
    public Optional<Path> kallsymsLoaded() {
        return optional("kallsyms.loaded");
    }

    /**
     * What the booted image says about the kernel, at the addresses it was linked at.
     *
     * @return a snapshot; empty if it was not given
     */
    public Optional<Path> image() {
        return optional(SNAPSHOT);
    }

    /**
     * The kernel's configuration.
     *
     * @return empty if it was not given
     */
    public Optional<Path> config() {
        return optional(CONFIG);
    }

    /**
     * What {@code /proc/cpuinfo} said.
     *
     * @return empty if it was not taken
     */
    public Optional<Path> cpuInfo() {
        return optional("cpuinfo");
    }

    /**
     * Where a module's sections were in one boot: a module that others use is loaded again in each boot that needs it, but
     * captured once.
     *
     * @param name as the kernel has it
     * @param boot which
     * @return empty if it was not loaded in that boot
     * @throws IOException if the file is damaged
     */
    public Optional<List<CapturedSection>> sections(String name, int boot) throws IOException {
        Optional<CapturedModule> module = module(name).filter(captured -> captured.boot() == boot);
        if (module.isPresent()) {
            return module.map(CapturedModule::sections);
        }
        Path file = boot(boot).resolve(MODULES).resolve(name + ".sections.txt");
        return Files.exists(file) ? Optional.of(CapturedModule.sections(file)) : Optional.empty();
    }

    private Path boot(int boot) {
        return folder.resolve(BOOTS).resolve(Integer.toString(boot));
    }

    private Optional<Path> optional(String name) {
        return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
    }
}
