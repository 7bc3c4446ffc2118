// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One module of a capture: its facts and headers in memory, its bytes read when asked for. */
public final class CapturedModule {
    static final String PROPERTIES = "module.properties";
    static final String SECTIONS = "sections.txt";
    static final String DONE = "done";
    static final String RELOCATED = "relocated";
    static final String FINAL = "final";
    static final String LOADED = "loaded";

    private final Path folder;
    private final ModuleFacts facts;
    private final List<CapturedSection> sections;

    private CapturedModule(Path folder, ModuleFacts facts, List<CapturedSection> sections) {
        this.folder = folder;
        this.facts = facts;
        this.sections = List.copyOf(sections);
    }

    static CapturedModule read(Path folder) throws IOException {
        return new CapturedModule(
                folder,
                ModuleFacts.read(PropertiesFile.read(folder.resolve(PROPERTIES))),
                sections(folder.resolve(SECTIONS)));
    }

    static List<CapturedSection> sections(Path file) throws IOException {
        List<CapturedSection> sections = new ArrayList<>();
        int number = 0;
        for (String line : PropertiesFile.lines(file)) {
            number++;
            try {
                sections.add(CapturedSection.parse(line));
            } catch (NumberFormatException e) {
                CaptureException damaged =
                        new CaptureException(file, "line " + number + " is no section header: " + e.getMessage());
                damaged.initCause(e);
                throw damaged;
            }
        }
        return sections;
    }

    /**
     * The module's folder.
     *
     * @return its path
     */
    public Path folder() {
        return folder;
    }

    /**
     * What holds for the whole module.
     *
     * @return {@code module.properties}
     */
    public ModuleFacts facts() {
        return facts;
    }

    /**
     * The module's name.
     *
     * @return as the kernel has it
     */
    public String name() {
        return facts.name();
    }

    /**
     * The boot the module was captured in.
     *
     * @return 0 for the first
     */
    public int boot() {
        return facts.boot();
    }

    /**
     * The section headers.
     *
     * @return in the order of the file; empty if the loader did not get as far as placing them
     */
    public List<CapturedSection> sections() {
        return sections;
    }

    /**
     * A section's bytes between {@code apply_relocations} and everything that follows.
     *
     * @param section one of {@link #sections}
     * @return empty if it was not captured at this stage: not loaded, empty, or the string table
     * @throws IOException if the file is not of the section's size or cannot be read
     */
    public Optional<byte[]> relocated(CapturedSection section) throws IOException {
        return bytes(RELOCATED, section.index() + ".bin", section);
    }

    /**
     * A section's bytes just before init.
     *
     * @param section one of {@link #sections}
     * @return empty if it was not captured at this stage
     * @throws IOException if the file is not of the section's size or cannot be read
     */
    public Optional<byte[]> last(CapturedSection section) throws IOException {
        return bytes(FINAL, section.index() + ".bin", section);
    }

    /**
     * A section's bytes in the running kernel.
     *
     * @param section one of {@link #sections}
     * @return empty if it was not captured at this stage
     * @throws IOException if the file is not of the section's size or cannot be read
     */
    public Optional<byte[]> loaded(CapturedSection section) throws IOException {
        return bytes(LOADED, section.name() + ".bin", section);
    }

    private Optional<byte[]> bytes(String stage, String name, CapturedSection section) throws IOException {
        Path file = folder.resolve(stage).resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) != section.size()) {
            throw new CaptureException(
                    file, "has " + Files.size(file) + " bytes, its section header says " + section.size());
        }
        return Optional.of(Files.readAllBytes(file));
    }
}
