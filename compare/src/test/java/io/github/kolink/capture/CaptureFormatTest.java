// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CaptureFormatTest {
    private static final CaptureFacts FACTS = new CaptureFacts(
            CaptureFacts.Stage.RELOCATED,
            "6.1.0-56-amd64",
            "Linux version 6.1.0-56-amd64 (a=b)",
            "x86_64",
            "qemu64",
            2,
            false,
            "console=ttyS0 nokaslr",
            "kolink capture");
    private static final byte[] KALLSYMS = "ffffffff81000000 T _text\n".getBytes(StandardCharsets.US_ASCII);
    private static final CapturedSection TEXT = new CapturedSection(1, 0xffffffffc0000000L, 4, 6, 1, 16, ".text");
    private static final CapturedSection UNNAMED = new CapturedSection(2, 0, 7, 0, 1, 1, "");
    private static final ModuleFacts DUMMY = new ModuleFacts(
            "dummy",
            "kernel/drivers/net/dummy.ko",
            "00ff",
            0,
            OptionalLong.of(16384),
            OptionalLong.of(0xffffffff80020000L),
            3,
            0,
            Optional.empty());

    @TempDir
    private Path temporary;

    private Path folder() {
        return temporary.resolve("capture");
    }

    private Path module(String file) {
        return folder().resolve("modules/dummy").resolve(file);
    }

    private CaptureWriter written() throws IOException {
        CaptureWriter writer = CaptureWriter.start(folder(), FACTS, KALLSYMS);
        CaptureWriter.ModuleWriter module = writer.module("dummy");
        module.sections(List.of(TEXT, UNNAMED));
        module.relocated(Map.of(1, new byte[] {1, 2, 3, 4}));
        module.last(Map.of(1, new byte[] {5, 6, 7, 8}));
        module.complete(DUMMY);
        return writer;
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        written().write("cpuinfo", new byte[] {10});

        Capture capture = Capture.open(folder());

        assertEquals(FACTS, capture.facts());
        assertArrayEquals(KALLSYMS, Files.readAllBytes(capture.kallsyms(0)));
        assertTrue(capture.cpuInfo().isPresent());
        assertEquals(Optional.empty(), capture.config());
        CapturedModule dummy = capture.module("dummy").orElseThrow();
        assertEquals(DUMMY, dummy.facts());
        assertEquals(List.of(TEXT, UNNAMED), dummy.sections());
        assertArrayEquals(new byte[] {1, 2, 3, 4}, dummy.relocated(TEXT).orElseThrow());
        assertArrayEquals(new byte[] {5, 6, 7, 8}, dummy.last(TEXT).orElseThrow());
        assertEquals(Optional.empty(), dummy.relocated(UNNAMED));
    }

    @Test
    void aLoadedModuleIsReadByNamesOfSections() throws IOException {
        CaptureWriter.ModuleWriter module =
                CaptureWriter.start(folder(), FACTS, KALLSYMS).module("dummy");
        CapturedSection byName = new CapturedSection(-1, 0xffffffffc0000000L, 2, 0, 0, 0, ".text");
        module.sections(List.of(byName));
        module.loaded(Map.of(".text", new byte[] {1, 2}));
        module.complete(DUMMY);

        CapturedModule read = Capture.open(folder()).module("dummy").orElseThrow();

        assertEquals(List.of(byName), read.sections());
        assertArrayEquals(new byte[] {1, 2}, read.loaded(byName).orElseThrow());
    }

    @Test
    void anInterruptedModuleIsNotPartOfTheCapture() throws IOException {
        written();
        Files.delete(module("done"));

        Capture capture = Capture.open(folder());

        assertEquals(List.of(), capture.modules());
        assertEquals(List.of("dummy"), capture.incomplete());
        assertEquals(Set.of(), CaptureWriter.done(folder()));
    }

    @Test
    void nothingOfAnInterruptedModuleIsLeftWhenItIsStartedAgain() throws IOException {
        CaptureWriter writer = written();

        writer.module("dummy").complete(DUMMY);

        CapturedModule dummy = Capture.open(folder()).module("dummy").orElseThrow();
        assertEquals(List.of(), dummy.sections());
        assertEquals(Optional.empty(), dummy.relocated(TEXT));
        assertEquals(Optional.empty(), dummy.last(TEXT));
    }

    @Test
    void goingOnIsAFurtherBootWithItsOwnSymbolsAndAddresses() throws IOException {
        written();
        byte[] others = "ffffffff92000000 T _text\n".getBytes(StandardCharsets.US_ASCII);
        CaptureWriter second = CaptureWriter.start(folder(), FACTS, others);
        CapturedSection moved = new CapturedSection(1, 0xffffffffc0100000L, 4, 6, 1, 16, ".text");
        second.again("dummy", List.of(moved), OptionalLong.of(0x1000));

        Capture capture = Capture.open(folder());

        assertEquals(1, second.boot());
        assertEquals(2, CaptureWriter.start(folder(), FACTS, others).boot());
        assertArrayEquals(others, Files.readAllBytes(capture.kallsyms(1)));
        assertEquals(Optional.of(List.of(TEXT, UNNAMED)), capture.sections("dummy", 0));
        CapturedSection percpu = new CapturedSection(-1, 0x1000, 0, 0, 0, 0, ".data..percpu");
        assertEquals(Optional.of(List.of(moved, percpu)), capture.sections("dummy", 1));
        assertEquals(Optional.empty(), capture.sections("tun", 1));
    }

    @Test
    void anotherKernelsCaptureIsNotGoneOnWith() throws IOException {
        written();
        CaptureFacts other = new CaptureFacts(
                CaptureFacts.Stage.RELOCATED, "6.12", "", "x86_64", "qemu64", 2, false, "", "kolink capture");

        CaptureException refused =
                assertThrows(CaptureException.class, () -> CaptureWriter.start(folder(), other, KALLSYMS));

        assertTrue(refused.getMessage().contains("holds another capture"), refused.getMessage());
    }

    @Test
    void aFolderOfSomethingElseIsNotWrittenTo() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("thesis.tex"), "");

        assertThrows(CaptureException.class, () -> CaptureWriter.start(folder(), FACTS, KALLSYMS));
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        assertThrows(NotDirectoryException.class, () -> Capture.open(folder()));
    }

    @Test
    void damageIsReportedWithFileAndPlace() throws IOException {
        written();

        damaged("capture.properties", text -> text.replace("format=1", "format=2"), "format 2, this version reads 1");
        damaged("capture.properties", text -> text.replace("smp=2", "smp=two"), "smp is 'two', must be a number");
        damaged(
                "capture.properties",
                text -> text.replace("stage=relocated", "stage=raw"),
                "must be relocated or loaded");
        damaged("capture.properties", text -> text.replace("cpu=", "zpu="), "has no cpu");
        damaged("capture.properties", text -> text + "\n", "line 11 must be KEY=VALUE");
        damaged("capture.properties", text -> text + "smp=2\n", "line 11 sets smp again");
        damaged(
                "modules/dummy/module.properties",
                text -> text.replace("percpu=", "percpu=x"),
                "must be a hexadecimal");
        damaged("modules/dummy/sections.txt", text -> text + "3 0 0 0\n", "line 3 is no section header");
        damaged(
                "modules/dummy/sections.txt",
                text -> text.replace("1 ffff", "1 0xffff"),
                "line 1 is no section header");
        missing("kallsyms");
        missing("modules/dummy/module.properties");
        missing("modules/dummy/sections.txt");
    }

    @Test
    void bytesOfAnotherSizeThanTheirHeaderSaysAreRefused() throws IOException {
        written();
        Files.write(module("relocated/1.bin"), new byte[] {1, 2, 3});
        CapturedModule dummy = Capture.open(folder()).module("dummy").orElseThrow();

        CaptureException refused = assertThrows(CaptureException.class, () -> dummy.relocated(TEXT));

        assertTrue(
                refused.getMessage().endsWith("1.bin: has 3 bytes, its section header says 4"), refused.getMessage());
    }

    @FunctionalInterface
    private interface Damage {
        String apply(String text);
    }

    private void damaged(String name, Damage damage, String expected) throws IOException {
        Path file = folder().resolve(name);
        String sound = Files.readString(file);
        Files.writeString(file, damage.apply(sound));
        CaptureException refused = assertThrows(CaptureException.class, () -> Capture.open(folder()));
        Files.writeString(file, sound);
        String message = refused.getMessage();
        assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
    }

    private void missing(String name) throws IOException {
        Path file = folder().resolve(name);
        byte[] sound = Files.readAllBytes(file);
        Files.delete(file);
        CaptureException refused = assertThrows(CaptureException.class, () -> Capture.open(folder()));
        Files.write(file, sound);
        assertEquals(file + ": missing", refused.getMessage());
    }
}
