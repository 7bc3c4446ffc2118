// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Verdict;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.module.TestModule;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleTreeTest {
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();

    @TempDir
    Path folder;

    private final Map<String, LinkResult> results = new LinkedHashMap<>();
    private final Map<String, LinkedImage> images = new ConcurrentHashMap<>();
    private final List<String> unreadable = new ArrayList<>();
    private final List<Integer> progress = new ArrayList<>();

    private void write(String name, String exported, String imported, String... more) throws IOException {
        write(name, exported, imported, SyntheticArchitecture.REL32, more);
    }

    private void write(String name, String exported, String imported, int type, String... more) throws IOException {
        String[] info = Stream.concat(Stream.of("name=" + name, "license=GPL"), Stream.of(more))
                .toArray(String[]::new);
        ElfWriter elf = TestModule.withInfo(ARCHITECTURE.machine(), info)
                .section(".text", AX, new byte[64])
                .section("__ksymtab_strings", TestModule.A, TestModule.strings(exported))
                .section("__ksymtab", WA, new byte[12])
                .symbol(exported, ".text", 32, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC)
                .symbol("text", "__ksymtab_strings", 0, 0, 0)
                .rela("__ksymtab", new Relocation(0, 1, 3, 0), new Relocation(4, 2, 3, 0))
                .undefined(imported);
        elf.rela(".text", new Relocation(0, elf.symbolIndex(imported), type, 0));
        Files.write(folder.resolve(name + ".ko"), elf.write());
    }

    private void link() throws IOException {
        tree().link(listener());
    }

    private ModuleTree tree() throws IOException {
        return new ModuleTree(TestKernel.linker(ARCHITECTURE), ModuleSearch.below(folder));
    }

    private ModuleTree.Listener listener() {
        return listener((file, result) ->
                result.image().ifPresent(image -> images.put(file.getFileName().toString(), image)));
    }

    /** @param linked called for each module while its image is in memory */
    private ModuleTree.Listener listener(BiConsumer<Path, LinkResult> linked) {
        return new ModuleTree.Listener() {
            @Override
            public void progress(int done, int total) {
                progress.add(done);
            }

            @Override
            public void image(Path file, LinkResult result) {
                linked.accept(file, result);
            }

            @Override
            public void linked(Path file, LinkResult result) {
                assertTrue(result.image().isEmpty(), "results that wait hold no image");
                results.put(file.getFileName().toString(), result);
            }

            @Override
            public void unreadable(Path file, IOException problem) {
                unreadable.add(file.getFileName() + ": " + problem.getMessage());
            }
        };
    }

    @Test
    void modulesUseEachOthersExportsWhateverTheirOrder() throws IOException {
        write("a_user", "a", "z");
        write("z_provider", "z", "do_it");
        link();
        assertEquals(Verdict.WOULD_LOAD, results.get("a_user.ko").verdict());
        LinkedImage user = Objects.requireNonNull(images.get("a_user.ko"));
        LinkedImage provider = Objects.requireNonNull(images.get("z_provider.ko"));
        assertEquals(List.of("z_provider"), user.providers());
        assertEquals(provider.value(1), user.value(3));
        assertEquals(List.of(0, 1, 2, 3, 4), progress);
    }

    @Test
    void aModuleIsLinkedBeforeTheNextFileIsReadIfAllItUsesIs() throws IOException {
        write("a_provider", "a", "do_it");
        write("b_user", "b", "a");
        write("c_early", "c", "z");
        write("z_late", "z", "do_it");
        Map<String, Integer> told = new LinkedHashMap<>();
        tree().link(listener((file, result) -> told.put(file.getFileName().toString(), progress.size())));
        // Four files read and four linked; c_early waits for z_late, whose result waits for that of c_early.
        assertEquals(Map.of("a_provider.ko", 1, "b_user.ko", 3, "z_late.ko", 6, "c_early.ko", 6), told);
        assertEquals(List.of("a_provider.ko", "b_user.ko", "c_early.ko", "z_late.ko"), List.copyOf(results.keySet()));
    }

    @Test
    void aModuleIsLinkedWhenWhatBecameOfItsProviderIsTold() throws IOException {
        write("a_refused", "a", "do_it", 99); // a type of relocation that no kernel has
        write("b_user", "b", "a");
        tree().on(2).link(listener((file, result) -> {
            if (file.endsWith("a_refused.ko")) {
                try {
                    Thread.sleep(300); // the other thread comes to b_user meanwhile
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }));
        assertEquals(
                List.of("b_user: Unknown symbol a (err -2)"),
                results.get("b_user.ko").kernelMessages());
    }

    @Test
    void whatWasReadBeforeIsNoPartOfAShorterFile() throws IOException {
        write("a_whole", "a", "do_it");
        byte[] whole = Files.readAllBytes(folder.resolve("a_whole.ko"));
        Files.write(folder.resolve("b_cut.ko"), Arrays.copyOf(whole, whole.length / 2));
        link();
        assertEquals(
                FindingCode.ELF_SECTION_TABLE_BOUNDS,
                results.get("b_cut.ko").findings().get(0).code());
    }

    @Test
    void modulesOfACircleAreRefused() throws IOException {
        write("a", "a", "b");
        write("b", "b", "a");
        write("c", "c", "a");
        link();
        LinkResult a = results.get("a.ko");
        assertEquals(FindingCode.SET_CYCLE, a.findings().get(0).code());
        assertEquals(List.of("a: Unknown symbol b (err -2)"), a.kernelMessages());
        assertEquals("ENOENT", a.errno());
        assertTrue(results.get("b.ko").findings().get(0).detail().contains("a, b"));
        assertEquals(
                List.of("c: Unknown symbol a (err -2)"),
                results.get("c.ko").kernelMessages(),
                "behind the circle, so it never finds its symbol either");
    }

    @Test
    void whatARefusedModuleExportsIsMissed() throws IOException {
        write("a_user", "a", "m");
        write("m_between", "m", "z");
        write("z_refused", "z", "nowhere", "depends=");
        link();
        assertEquals(
                List.of("a_user: Unknown symbol m (err -2)"),
                results.get("a_user.ko").kernelMessages());
        assertEquals(
                List.of("m_between: Unknown symbol z (err -2)"),
                results.get("m_between.ko").kernelMessages());
        assertEquals(
                List.of("z_refused: Unknown symbol nowhere (err -2)"),
                results.get("z_refused.ko").kernelMessages());
    }

    @Test
    void nobodyCanTellOfUsersOfAModuleNobodyCanTellOf() throws IOException {
        write("a_user", "a", "z");
        write("z_unknown", "z", "nowhere");
        link();
        assertEquals(Verdict.UNKNOWN, results.get("z_unknown.ko").verdict());
        assertEquals(Verdict.UNKNOWN, results.get("a_user.ko").verdict());
        assertEquals(
                FindingCode.SYMBOL_PROVIDER_UNKNOWN,
                results.get("a_user.ko").findings().get(0).code());
    }

    @Test
    void aFileThatIsNoModuleProvidesNothingWhateverAListSays() throws IOException {
        write("user", "u", "offered");
        Files.writeString(folder.resolve("broken-one.ko"), "no module");
        KernelSnapshot list = TestKernel.symvers("0x00000001\toffered\tdrivers/broken_one\tEXPORT_SYMBOL\t");
        new ModuleTree(TestKernel.linker(ARCHITECTURE, list, facts -> facts), ModuleSearch.below(folder))
                .link(listener());
        assertEquals(
                List.of("user: Unknown symbol offered (err -2)"),
                results.get("user.ko").kernelMessages());
    }

    @Test
    void aCompleteTreeHasAllExports() throws IOException {
        write("only", "o", "nowhere");
        tree().complete().link(listener());
        assertEquals(Verdict.REFUSED, results.get("only.ko").verdict());
    }

    @Test
    void whatAModuleBeforeExportsIsRefusedWithItsOwner() throws IOException {
        write("first", "same", "do_it");
        write("second", "same", "do_it");
        link();
        assertEquals(Verdict.WOULD_LOAD, results.get("first.ko").verdict());
        assertEquals(
                List.of("second: exports duplicate symbol same (owned by first)"),
                results.get("second.ko").kernelMessages());
        assertEquals("ENOEXEC", results.get("second.ko").errno());
    }

    @Test
    void filesThatAreNoModulesAreReportedEach() throws IOException {
        write("good", "g", "do_it");
        Files.writeString(folder.resolve("text.ko"), "no module");
        Files.write(folder.resolve("broken.ko.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1});
        Files.writeString(folder.resolve("ignored.txt"), "");
        link();
        assertEquals(List.of("good.ko", "text.ko"), List.copyOf(results.keySet()));
        assertEquals(
                FindingCode.ELF_HEADER_TRUNCATED,
                results.get("text.ko").findings().get(0).code());
        assertEquals(1, unreadable.size());
        assertTrue(unreadable.get(0).startsWith("broken.ko.gz: "), unreadable.get(0));
    }

    /** Each module uses the next one, so that the first in the order of the files is linked last. */
    private void writeChain(int length) throws IOException {
        for (int i = 0; i < length; i++) {
            write(String.format("m%02d", i), "s" + i, i + 1 < length ? "s" + (i + 1) : "do_it");
        }
    }

    @Test
    void resultsComeInTheOrderOfTheFilesWhateverTheNumberOfThreads() throws IOException {
        writeChain(40);
        write("n_refused", "n", "nowhere", "depends=");
        write("o_user", "o", "n");
        tree().link(listener());
        List<String> order = List.copyOf(results.keySet());
        Map<String, String> verdicts = new LinkedHashMap<>();
        results.forEach((name, result) -> verdicts.put(name, result.verdict() + " " + result.kernelMessages()));
        Map<String, LinkedImage> alone = Map.copyOf(images);
        for (int threads = 2; threads <= 5; threads++) {
            results.clear();
            images.clear();
            tree().on(threads).link(listener());
            assertEquals(order, List.copyOf(results.keySet()));
            results.forEach((name, result) ->
                    assertEquals(verdicts.get(name), result.verdict() + " " + result.kernelMessages()));
            assertEquals(alone.keySet(), images.keySet());
            images.forEach((name, image) ->
                    assertEquals(Objects.requireNonNull(alone.get(name)).value(1), image.value(1)));
        }
    }

    @Test
    void aPartNeedsWhatItUsesOnly() throws IOException {
        writeChain(10);
        tree().on(2).link(7, 9, listener());
        assertEquals(List.of("m07.ko", "m08.ko"), List.copyOf(results.keySet()));
        assertEquals(Set.of("m07.ko", "m08.ko", "m09.ko"), images.keySet());
        assertEquals(Verdict.WOULD_LOAD, results.get("m07.ko").verdict());
    }

    @Test
    void aTreeStaysCompleteOnSeveralThreads() throws IOException {
        write("only", "o", "nowhere");
        tree().complete().beside(List.of()).on(2).link(listener());
        assertEquals(Verdict.REFUSED, results.get("only.ko").verdict());
    }

    @Test
    void whatAListenerThrowsEndsTheLink() throws IOException {
        writeChain(20);
        ModuleTree.Listener failing = new ModuleTree.Listener() {
            @Override
            public void progress(int done, int total) {}

            @Override
            public void linked(Path file, LinkResult result) {
                throw new IllegalStateException("no room for " + file.getFileName());
            }

            @Override
            public void unreadable(Path file, IOException problem) {}
        };
        for (int threads : new int[] {1, 3}) {
            ModuleTree tree = tree().on(threads);
            IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> tree.link(failing));
            assertEquals("no room for m00.ko", thrown.getMessage());
        }
    }
}
