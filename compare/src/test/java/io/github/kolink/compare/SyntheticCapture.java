// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finalise.Stage;
import io.github.kolink.finding.Findings;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.resolve.ModuleExports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A capture of {@link PatchedModule} that holds what kolink itself links, to be altered by tests. */
final class SyntheticCapture {
    /** Where the loader's copy of the file is said to have been. */
    private static final long FILE_COPY = 0xffffc90000100000L;

    private final Path folder;
    private final Path tree;
    private final KernelModule module;
    private final CaptureWriter.ModuleWriter part;
    private final ModuleLinker linker;

    /**
     * @param room empty folder
     * @param stage of the capture
     * @param kallsyms lines the capture has; the module is linked with all of {@link TestKernel#SYMBOLS}
     */
    SyntheticCapture(Path room, CaptureFacts.Stage stage, String... kallsyms) throws IOException {
        this.folder = room.resolve("capture");
        this.tree = Files.createDirectories(room.resolve("modules"));
        byte[] file = PatchedModule.bytes();
        Files.write(tree.resolve("probe.ko"), file);
        this.module = KernelModule.of(ModuleFile.of("probe.ko", file).elf());
        this.linker = ModuleLinker.of(module.file().machine(), TestKernel.kallsyms(PatchedModule.SYMBOLS));
        CaptureWriter writer = CaptureWriter.start(
                folder,
                new CaptureFacts(stage, "6.1.0-test", "Linux", "x86_64", "qemu64", 1, false, "", "test"),
                (String.join("\n", kallsyms) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        this.part = writer.module("probe");
        LinkedImage relocated = image(Stage.RELOCATED);
        LinkedImage last = image(Stage.FINAL);
        part.sections(headers(relocated));
        if (stage == CaptureFacts.Stage.RELOCATED) {
            part.relocated(bytes(relocated));
            part.last(bytes(last));
        } else {
            Map<String, byte[]> named = new HashMap<>();
            bytes(last)
                    .forEach((index, bytes) ->
                            named.put(last.sections().get(index).name(), bytes));
            // Freed with the init part.
            named.remove(".symtab");
            named.remove(".strtab");
            part.loaded(named);
        }
        complete(sha256(file));
    }

    /** Writes the module's properties. */
    void complete(String sha256) throws IOException {
        long size = linker.layOut(module, new Findings()).orElseThrow().coreSize();
        OptionalLong none = OptionalLong.empty();
        part.complete(
                new ModuleFacts("probe", "probe.ko", sha256, 0, OptionalLong.of(size), none, 0, 0, Optional.empty()));
    }

    private LinkedImage image(Stage stage) {
        return linker.link(
                        module,
                        TestKernel.addresses(linker.architecture()),
                        new ModuleExports(),
                        Optional.empty(),
                        stage)
                .image()
                .orElseThrow();
    }

    private static List<CapturedSection> headers(LinkedImage image) {
        List<CapturedSection> headers = new ArrayList<>();
        for (SectionHeader section : image.sections()) {
            headers.add(new CapturedSection(
                    section.index(),
                    image.address(section.index()),
                    section.size(),
                    section.flags(),
                    section.type(),
                    section.alignment(),
                    section.name()));
        }
        return headers;
    }

    private Map<Integer, byte[]> bytes(LinkedImage image) {
        Map<Integer, byte[]> bytes = new HashMap<>();
        for (SectionHeader section : image.sections()) {
            if (image.isLoaded(section.index()) && section.size() != 0) {
                bytes.put(section.index(), image.bytes(section.index()));
            }
        }
        // The symbol in .comment is resolved into the loader's copy of the file.
        int note = module.symbols().indexOf("note");
        SectionHeader comment = image.sections().get(module.symbols().definingSection(note));
        ByteBuffer.wrap(bytes.get(module.symbols().section()))
                .order(module.file().machine().order())
                .putLong(
                        note * module.file().machine().symbolSize() + 8,
                        FILE_COPY + comment.offset() + module.symbols().value(note));
        return bytes;
    }

    /** Changes a byte of a section at one stage: {@code relocated}, {@code final} or {@code loaded}. */
    SyntheticCapture plant(String stage, String section, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(path(stage, section));
        bytes[offset] ^= 0x55;
        Files.write(path(stage, section), bytes);
        return this;
    }

    /**
     * Changes bytes of a section at one stage.
     *
     * @param bytes in hexadecimal, between blanks; {@code @} before an address stands for the distance to it in 4 bytes
     */
    SyntheticCapture write(String stage, String section, int offset, String bytes) throws IOException {
        byte[] contents = Files.readAllBytes(path(stage, section));
        ByteBuffer out =
                ByteBuffer.wrap(contents).order(ByteOrder.LITTLE_ENDIAN).position(offset);
        LinkedImage image = image(Stage.FINAL);
        long base = headers(image).stream()
                .filter(header -> header.name().equals(section))
                .findFirst()
                .orElseThrow()
                .address();
        for (String word : bytes.split(" ", -1)) {
            if (word.startsWith("@")) {
                long target = Long.parseUnsignedLong(word, 1, word.length(), 16);
                out.putInt((int) (target - (base + out.position() + Integer.BYTES)));
            } else {
                out.put((byte) Integer.parseInt(word, 16));
            }
        }
        Files.write(path(stage, section), contents);
        return this;
    }

    /** The file with a section's bytes. */
    Path path(String stage, String section) {
        String name = section;
        for (SectionHeader header : module.file().sections()) {
            if (!stage.equals("loaded") && header.name().equals(section)) {
                name = Integer.toString(header.index());
            }
        }
        return folder.resolve("modules/probe").resolve(stage).resolve(name + ".bin");
    }

    Path folder() {
        return folder;
    }

    Path tree() {
        return tree;
    }

    /** Compares and returns the only module's result. */
    ModuleComparison compare() throws IOException {
        List<ModuleComparison> results = new ArrayList<>();
        new Comparison(Capture.open(folder), tree).run((done, total) -> {}, results::add);
        if (results.size() != 1) {
            throw new IllegalStateException("one module, not " + results);
        }
        return results.get(0);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
