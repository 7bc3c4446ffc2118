// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CaptureEstimate;
import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CaptureListener;
import io.github.kolink.capture.CapturedModule;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.capture.running.KernelFiles;
import io.github.kolink.capture.running.LiveCapture;
import io.github.kolink.capture.running.LocalFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveCaptureTest {
    @TempDir
    private Path room;

    private SyntheticMachine machine;
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        machine = new SyntheticMachine(room);
        folder = room.resolve("capture");
    }

    private int run() throws IOException {
        return LiveCapture.open(new LocalFiles(machine.root()))
                .run(List.of(machine.module()), Optional.empty(), folder, new CaptureListener() {
                    @Override
                    public void at(String what, int done, int total) {}

                    @Override
                    public void starting(int modules, CaptureEstimate estimate) {
                        assertEquals(1, modules);
                    }

                    @Override
                    public void left(CaptureEstimate estimate) {
                        assertEquals(0, estimate.seconds());
                    }

                    @Override
                    public void captured(ModuleFacts facts) {
                        assertEquals(0, facts.result());
                    }
                });
    }

    private ModuleComparison compare() throws IOException {
        List<ModuleComparison> results = new ArrayList<>();
        new Comparison(Capture.open(folder), machine.tree()).run((done, total) -> {}, results::add);
        assertEquals(1, results.size());
        return results.get(0);
    }

    private String problem() {
        return String.valueOf(assertThrows(IOException.class, this::run).getMessage());
    }

    @Test
    void whatRunsIsWhatWeLink() throws IOException {
        assertEquals(1, run());

        ModuleComparison result = compare();

        assertEquals(ModuleComparison.Outcome.EQUAL, result.outcome(), result.toString());
        assertEquals(List.of(), result.layout());
        assertTrue(result.stages().get(0).sections().size() > 10);
    }

    @Test
    void whatHoldsForTheMachineIsKept() throws IOException {
        run();

        Capture capture = Capture.open(folder);

        assertEquals(
                new CaptureFacts(
                        CaptureFacts.Stage.LOADED,
                        "6.1.0-test",
                        "Linux version 6.1.0-test",
                        "x86_64",
                        "Test CPU",
                        2,
                        false,
                        "quiet nokaslr",
                        "kolink capture --live"),
                capture.facts());
        assertFalse(Files.readString(capture.kallsyms(0)).contains("[probe]"));
        assertTrue(Files.readString(capture.kallsymsLoaded().orElseThrow()).contains("[probe]"));
        CapturedModule module = capture.module("probe").orElseThrow();
        assertEquals(OptionalLong.of(SyntheticMachine.PERCPU), module.facts().percpu());
        assertFalse(Files.exists(module.folder().resolve("loaded/.symtab.bin")), "freed with the init part");
    }

    @Test
    void aChangedByteOfCodeIsFound() throws IOException {
        machine.plant(".text", 0x2f);
        run();

        ModuleComparison result = compare();

        assertEquals(ModuleComparison.Outcome.DIFFERENT, result.outcome());
        SectionComparison text = result.stages().get(0).sections().stream()
                .filter(section -> section.name().equals(".text"))
                .findFirst()
                .orElseThrow();
        assertEquals(Map.of(Cause.UNEXPLAINED, new Tally(1, 1)), text.causes());
        assertEquals("probe+0xf", text.shown().get(0).symbol());
    }

    @Test
    void missingBytesOfACodeSectionAreTold() throws IOException {
        run();
        Files.delete(folder.resolve("modules/probe/loaded/.text.bin"));

        assertTrue(compare().problem().contains("the bytes of section .text are missing (loaded)"));
    }

    @Test
    void aMissingSectionHeaderIsTold() throws IOException {
        Files.delete(machine.root().resolve("sys/module/probe/sections/.rodata"));
        run();

        assertTrue(compare().problem().contains("the bytes of section .rodata are missing (loaded)"));
    }

    @Test
    void theSameRunAgainReadsOnlyWhatLacks() throws IOException {
        run();
        assertEquals(0, run());

        Files.delete(folder.resolve("modules/probe/done"));

        assertEquals(1, run());
        assertEquals(1, Capture.open(folder).module("probe").orElseThrow().boot());
        assertEquals(ModuleComparison.Outcome.EQUAL, compare().outcome());
    }

    @Test
    void modulesThatLeaveAreNotLoaded() throws IOException {
        assertEquals(
                Set.of("probe"),
                LiveCapture.open(new LocalFiles(machine.root())).loaded());
    }

    @Test
    void whoeverMayNotReadMemoryIsToldSo() {
        KernelFiles denied = new KernelFiles() {
            @Override
            public byte[] read(String path) {
                return new byte[0];
            }

            @Override
            public Map<String, byte[]> readAll(String path) {
                return Map.of();
            }

            @Override
            public byte[] read(String path, long offset, int length) throws IOException {
                throw new AccessDeniedException(path);
            }
        };

        IOException problem = assertThrows(IOException.class, () -> LiveCapture.open(denied));

        assertEquals(
                "the running kernel can be captured by root only, and not under lockdown: /proc/kcore",
                problem.getMessage());
    }

    @Test
    void hiddenAddressesAreTold() throws IOException {
        machine.write("sys/module/probe/sections/.text", "0x0000000000000000\n");
        assertTrue(problem().contains("the kernel hides addresses (kernel.kptr_restrict"));

        machine.write("proc/kallsyms", "0000000000000000 T _text\n0000000000000000 T do_it\n");
        assertTrue(problem().startsWith("/proc/kallsyms: every address is zero"), problem());
    }

    @Test
    void anotherModuleOfThatNameIsTold() throws IOException {
        machine.write("sys/module/probe/sections/.text.other", "0xffffffffc0009000\n");

        assertTrue(problem().contains("has a section .text.other, its file has none"));
    }

    @Test
    void anAddressOutsideTheKernelsMemoryIsTold() throws IOException {
        machine.write("sys/module/probe/sections/.text", "0xfffffffff0000000\n");

        assertEquals("/proc/kcore has no address 0xfffffffff0000000", problem());
    }

    @Test
    void aCutCoreFileIsTold() throws IOException {
        Files.write(machine.root().resolve("proc/kcore"), new byte[] {0x7f, 'E'});

        assertTrue(problem().contains("ends before 0x10"), problem());
    }
}
