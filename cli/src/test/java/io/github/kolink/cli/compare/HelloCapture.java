// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.cli.CommandRun;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finalise.Stage;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
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

/** A capture of our own module hello that holds what kolink links, but for one byte of code if that is wanted. */
record HelloCapture(Path folder, Path tree) {
    static HelloCapture in(Path room, boolean planted) throws IOException {
        Path folder = room.resolve("capture");
        Path tree = Files.createDirectories(room.resolve("tree"));
        byte[] file = Files.readAllBytes(CommandRun.x86("hello.ko"));
        Files.write(tree.resolve("hello.ko"), file);
        Path kallsyms = CommandRun.x86("kallsyms");
        CaptureWriter writer = CaptureWriter.start(
                folder,
                new CaptureFacts(
                        CaptureFacts.Stage.RELOCATED, "6.1.0", "Linux", "x86_64", "qemu64", 1, false, "", "test"),
                Files.readAllBytes(kallsyms));
        CaptureWriter.ModuleWriter part = writer.module("hello");
        KernelModule module = KernelModule.of(ModuleFile.of("hello.ko", file).elf());
        ModuleLinker linker = ModuleLinker.of(module.file().machine(), KernelSnapshot.open(kallsyms));
        part.sections(headers(image(linker, module, Stage.RELOCATED)));
        part.relocated(bytes(image(linker, module, Stage.RELOCATED), false));
        part.last(bytes(image(linker, module, Stage.FINAL), planted));
        OptionalLong none = OptionalLong.empty();
        part.complete(new ModuleFacts("hello", "hello.ko", sha256(file), 0, none, none, 0, 0, Optional.empty()));
        return new HelloCapture(folder, tree);
    }

    private static LinkedImage image(ModuleLinker linker, KernelModule module, Stage stage) {
        return linker.link(module, layout -> addresses(linker, layout), new ModuleExports(), Optional.empty(), stage)
                .image()
                .orElseThrow();
    }

    /** Sections that are not loaded are where the loader's copy of the file was. */
    private static RegionAddresses addresses(ModuleLinker linker, ModuleLayout layout) {
        Map<Integer, Long> fileCopy = new HashMap<>();
        for (SectionHeader section : layout.sections()) {
            if (section.index() != 0 && layout.placement(section.index()).isEmpty()) {
                fileCopy.put(section.index(), 0xffffc90000100000L + section.offset());
            }
        }
        return new RegionAddresses(
                TestKernel.addresses(linker.architecture()).reserve(layout).bases(), fileCopy);
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

    private static Map<Integer, byte[]> bytes(LinkedImage image, boolean planted) {
        Map<Integer, byte[]> bytes = new HashMap<>();
        for (SectionHeader section : image.sections()) {
            if (image.isLoaded(section.index()) && section.size() != 0) {
                byte[] own = image.bytes(section.index());
                if (planted && section.name().equals(".init.text")) {
                    own[1] ^= 0x55;
                }
                bytes.put(section.index(), own);
            }
        }
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
