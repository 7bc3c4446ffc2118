// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.module.TestModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree without images comes to the same as one with them, and reads a file once unless there is something to tell. */
class PendingLinkTest {
    private static final int TEXT = 128;

    @TempDir
    Path folder;

    private ModuleTree tree(SyntheticArchitecture architecture, long gap) throws IOException {
        return tree(architecture, gap, () -> {});
    }

    /**
     * A tree.
     *
     * @param gap between two modules, beside their size [bytes]
     * @param whenAllAreRead called when the last module gets its address
     */
    private ModuleTree tree(SyntheticArchitecture architecture, long gap, Runnable whenAllAreRead) throws IOException {
        List<Path> files = ModuleSearch.below(folder);
        ModuleLinker linker = TestKernel.linker(architecture);
        WrappingArea area = new WrappingArea(linker.memoryModel());
        int[] count = {0};
        return new ModuleTree(linker, files, layout -> {
            RegionAddresses where = area.next(layout);
            Map<RegionKind, Long> bases = new LinkedHashMap<>(where.bases());
            long shift = gap * count[0]++;
            if (count[0] == files.size()) {
                whenAllAreRead.run();
            }
            bases.replaceAll((kind, base) -> base + shift);
            return new RegionAddresses(bases, where.sections());
        });
    }

    /** What is told of a result, as text. */
    private static String told(LinkResult result) {
        return result.verdict() + " " + result.linked() + " " + result.findings() + " " + result.dropped() + " "
                + result.heard() + " "
                + result.errno() + " " + result.relocations().byType() + " " + result.skipped() + " "
                + result.veneers();
    }

    private static final class Told implements ModuleTree.Listener {
        private final Map<String, String> results = new LinkedHashMap<>();
        private final Map<String, Long> sums = new ConcurrentHashMap<>();
        private final List<String> unreadable = new ArrayList<>();
        private final boolean looks;
        private final RegionKind[] summed;

        Told(boolean looks, RegionKind... summed) {
            this.looks = looks;
            this.summed = summed;
        }

        @Override
        public void progress(int done, int total) {}

        @Override
        public void image(Path file, LinkResult result) {
            assertTrue(looks, "nobody looks at images");
            long sum = 0;
            for (RegionKind region : summed) {
                sum += result.image().map(image -> image.sum(region)).orElse(0L);
            }
            sums.put(file.getFileName().toString(), sum);
        }

        @Override
        public void linked(Path file, LinkResult result) {
            results.put(file.getFileName().toString(), told(result));
            if (!looks) {
                sums.put(file.getFileName().toString(), result.sum());
            }
        }

        @Override
        public void unreadable(Path file, IOException problem) {
            unreadable.add(file.getFileName().toString());
        }
    }

    private static Told link(ModuleTree tree, boolean looks, RegionKind... summed) {
        Told told = new Told(looks, summed);
        (looks ? tree : tree.withoutImages(summed)).link(told);
        return told;
    }

    private static ElfWriter module(
            SyntheticArchitecture architecture, String name, String license, String exportTable, String... exports) {
        byte[] contents = new byte[TEXT];
        Arrays.fill(contents, (byte) 0x31);
        ElfWriter elf = TestModule.withInfo(architecture.machine(), "name=" + name, "license=" + license)
                .section(".text", AX, new byte[TEXT])
                .section(".data", WA, contents)
                .section("__ksymtab_strings", TestModule.A, TestModule.strings(exports))
                .section(exportTable, WA, new byte[12 * exports.length])
                .symbol("names", "__ksymtab_strings", 0, 0, 0);
        List<Relocation> table = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < exports.length; i++) {
            elf.symbol(exports[i], ".text", 8 * i, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
            table.add(new Relocation(12 * i, elf.symbolIndex(exports[i]), SyntheticArchitecture.REL32, 0));
            table.add(new Relocation(12 * i + 4, elf.symbolIndex("names"), SyntheticArchitecture.REL32, at));
            at += exports[i].length() + 1;
        }
        return elf.rela(exportTable, table.toArray(Relocation[]::new));
    }

    private void write(String name, ElfWriter elf) throws IOException {
        Files.write(folder.resolve(name + ".ko"), elf.write());
    }

    /** A module that uses the next one, at an offset of its code. */
    private ElfWriter user(String name, String export, String imported, long... offsets) {
        ElfWriter elf = module(SyntheticArchitecture.little64(), name, "GPL", "__ksymtab", export)
                .undefined(imported)
                .undefined("do_it");
        List<Relocation> table = new ArrayList<>();
        for (int i = 0; i < offsets.length; i++) {
            String symbol = i % 2 == 0 ? imported : "do_it";
            table.add(new Relocation(offsets[i], elf.symbolIndex(symbol), SyntheticArchitecture.WORD, i));
        }
        return elf.rela(".text", table.toArray(Relocation[]::new));
    }

    private void deleteAll() {
        try {
            for (Path file : ModuleSearch.below(folder)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The files that are read after all have been read once. */
    private List<String> readAgain(SyntheticArchitecture architecture) throws IOException {
        return link(tree(architecture, 0, this::deleteAll), false, RegionKind.CORE).unreadable;
    }

    @Test
    void aFileIsReadOnceIfThereIsNothingToTell() throws IOException {
        write("a", user("a", "a", "b", 0, 8, 16, 24));
        write("b", user("b", "b", "c", 3));
        write("c", user("c", "c", "do_it", 0));
        Told with = link(tree(SyntheticArchitecture.little64(), 0), true, RegionKind.CORE);
        Told without = link(tree(SyntheticArchitecture.little64(), 0), false, RegionKind.CORE);
        assertEquals(with.results, without.results);
        assertEquals(with.sums, without.sums);
        assertEquals(List.of(), readAgain(SyntheticArchitecture.little64()));
    }

    @Test
    void aModuleOfWhichThereIsSomethingToTellIsReadAgain() throws IOException {
        write("a", user("a", "a", "b", 0));
        write("b", user("b", "b", "c", TEXT)); // behind the section
        write("c", user("c", "c", "nowhere", 0));
        write("d", user("d", "d", "e", 0));
        write("e", user("e", "e", "do_it", 0));
        assertEquals(List.of("a.ko", "b.ko", "c.ko"), readAgain(SyntheticArchitecture.little64()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7})
    void aFieldThatAnotherRelocationTouchesIsWrittenInItsTurn(long distance) throws IOException {
        write("a", user("a", "a", "z", 16, 16 + distance, 48, 48 - distance));
        write("b", user("b", "b", "z", 16, 24, 32, 40));
        write("z", user("z", "z", "do_it", 0));
        assertReadAgain(SyntheticArchitecture.little64(), "a.ko");
    }

    @Test
    void aFieldThatAnEntryElsewhereTouchesIsWrittenInItsTurn() throws IOException {
        ElfWriter far = module(SyntheticArchitecture.little64(), "a", "GPL", "__ksymtab", "a")
                .undefined("z")
                .undefined("do_it");
        long z = far.symbolIndex("z");
        long kernels = far.symbolIndex("do_it");
        write(
                "a",
                far.rela(
                        ".text",
                        new Relocation(16, z, SyntheticArchitecture.WORD, 0),
                        new Relocation(40, kernels, SyntheticArchitecture.WORD, 0),
                        new Relocation(17, kernels, SyntheticArchitecture.WORD, 0)));
        ElfWriter twice = user("b", "b", "z", 16);
        write("b", twice.rela(".text", new Relocation(16, twice.symbolIndex("do_it"), SyntheticArchitecture.WORD, 0)));
        write("z", user("z", "z", "do_it", 0));
        assertReadAgain(SyntheticArchitecture.little64(), "a.ko", "b.ko");
    }

    @Test
    void aFieldThatIsReadSeesWhatAnEntryBeforeHasWritten() throws IOException {
        SyntheticArchitecture architecture = SyntheticArchitecture.big32();
        ElfWriter elf = module(architecture, "a", "GPL", "__ksymtab", "a")
                .undefined("z")
                .undefined("do_it");
        elf.rel(
                ".data",
                new Relocation(0, elf.symbolIndex("do_it"), SyntheticArchitecture.WORD32, 0),
                new Relocation(3, elf.symbolIndex("z"), SyntheticArchitecture.WORD32, 0));
        write("a", elf);
        write("z", module(architecture, "z", "GPL", "__ksymtab", "z"));
        assertReadAgain(architecture, "a.ko");
    }

    private void assertReadAgain(SyntheticArchitecture architecture, String... files) throws IOException {
        Told with = link(tree(architecture, 0), true, RegionKind.CORE);
        assertEquals(with.sums, link(tree(architecture, 0), false, RegionKind.CORE).sums);
        assertEquals(List.of(files), readAgain(architecture));
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 16, (1 << 16) + 1})
    void aModuleWithTooManyFieldsIsReadAgain(int fields) throws IOException {
        ElfWriter elf = TestModule.withInfo(SyntheticArchitecture.little64().machine(), "name=a", "license=GPL")
                .section(".text", AX, new byte[8 * fields])
                .undefined("z");
        Relocation[] table = new Relocation[fields];
        for (int i = 0; i < fields; i++) {
            table[i] = new Relocation(8L * i, elf.symbolIndex("z"), SyntheticArchitecture.WORD, i);
        }
        write("a", elf.rela(".text", table));
        write("z", user("z", "z", "do_it", 0));
        assertReadAgain(SyntheticArchitecture.little64(), fields > 1 << 16 ? new String[] {"a.ko"} : new String[0]);
    }

    @Test
    void aModuleWithoutImageIsTold() throws IOException {
        ElfWriter elf = user("a", "a", "z", 0).noBits(".bss", WA, 1, ModuleLinker.MAX_IMAGE_SIZE);
        write("a", elf);
        write("z", user("z", "z", "do_it", 0));
        Told without = link(tree(SyntheticArchitecture.little64(), 0), false, RegionKind.CORE);
        assertEquals(link(tree(SyntheticArchitecture.little64(), 0), true, RegionKind.CORE).results, without.results);
        assertTrue(without.results.get("a.ko").startsWith("UNKNOWN false "), without.results.get("a.ko"));
        assertTrue(without.results.get("z.ko").startsWith("WOULD_LOAD true "), without.results.get("z.ko"));
    }

    @Test
    void aValueThatDoesNotFitIsToldAlthoughTheStandInDoes() throws IOException {
        ElfWriter elf = module(SyntheticArchitecture.little64(), "a", "GPL", "__ksymtab", "a")
                .undefined("z");
        elf.rela(".text", new Relocation(0, elf.symbolIndex("z"), SyntheticArchitecture.REL32, 0));
        write("a", elf);
        write("z", user("z", "z", "do_it", 0));
        Told without = link(tree(SyntheticArchitecture.little64(), 1L << 32), false, RegionKind.CORE);
        assertEquals(
                link(tree(SyntheticArchitecture.little64(), 1L << 32), true, RegionKind.CORE).results, without.results);
        assertTrue(without.results.get("a.ko").contains(FindingCode.RELOC_OVERFLOW.name()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anyTreeComesToTheSame(boolean little) throws IOException {
        SyntheticArchitecture architecture = little ? SyntheticArchitecture.little64() : SyntheticArchitecture.big32();
        Random random = new Random(6);
        for (int round = 0; round < 80; round++) {
            boolean sound = round % 2 == 0;
            writeAny(architecture, random, sound);
            long gap = round % 5 == 3 ? 1L << 30 : 0;
            // With INIT, the sum is also over the symbol table in memory, which holds the values.
            RegionKind[] summed = round % 8 == 1
                    ? new RegionKind[] {RegionKind.CORE, RegionKind.INIT}
                    : new RegionKind[] {RegionKind.CORE};
            Told with = link(tree(architecture, gap), true, summed);
            Told without = link(tree(architecture, gap).on(1 + round % 3), false, summed);
            assertEquals(with.results, without.results, "round " + round);
            with.results.forEach((name, result) ->
                    assertEquals(with.sums.get(name), without.sums.get(name), () -> name + " " + result));
            if (sound) {
                assertEquals(List.of(), readAgain(architecture), "round " + round);
            }
        }
    }

    /** Modules that use each other, with or without defects, which spread from a module to its users. */
    private void writeAny(SyntheticArchitecture architecture, Random random, boolean sound) throws IOException {
        int most = 12;
        for (int i = 0; i < most; i++) {
            String own = !sound && random.nextInt(60) == 0 ? "s3" : "s" + i;
            boolean free = sound || random.nextInt(8) != 0;
            String exportTable = random.nextInt(4) == 0 ? "__ksymtab_gpl" : "__ksymtab";
            ElfWriter elf = module(architecture, "m" + i, free ? "GPL" : "Proprietary", exportTable, own);
            List<String> symbols = new ArrayList<>(List.of(own));
            if (free) {
                symbols.add("do_it");
                elf.undefined("do_it");
            }
            for (int j = random.nextInt(3); j > 0; j--) {
                // Of modules behind this one: else there would be cycles.
                int other = sound || random.nextInt(30) != 0 ? i + 1 + random.nextInt(most - i) : random.nextInt(i + 1);
                String imported = "s" + other;
                if ((!sound || other < most) && !symbols.contains(imported)) {
                    symbols.add(imported);
                    elf.undefined(imported);
                }
            }
            for (String section : List.of(".text", ".data")) {
                // Of the two forms, the one without addends reads the field.
                boolean hasAddend = architecture.machine().is64() || i % 2 == 0;
                elf.relocations(section, hasAddend, List.of(table(elf, architecture, symbols, random, sound)));
            }
            if (!sound && random.nextInt(20) == 0) {
                elf.rela(".data", table(elf, architecture, symbols, random, sound));
            }
            write("m" + i, elf);
        }
    }

    private static Relocation[] table(
            ElfWriter elf, SyntheticArchitecture architecture, List<String> symbols, Random random, boolean sound) {
        Relocation[] table = new Relocation[random.nextInt(6)];
        long offset = 0;
        for (int i = 0; i < table.length; i++) {
            int type = sound || random.nextInt(20) != 0
                    ? random.nextInt(SyntheticArchitecture.LOOSE32 + 1)
                    : SyntheticArchitecture.GOT;
            type = type == SyntheticArchitecture.WORD && !architecture.machine().is64() ? 0 : type;
            int symbol = elf.symbolIndex(symbols.get(random.nextInt(symbols.size())));
            long addend = sound || random.nextInt(30) != 0 ? random.nextInt(100) : 1L << 40;
            table[i] = new Relocation(offset, symbol, type, addend);
            offset += sound ? 8 + random.nextInt(8) : 3 + random.nextInt(12);
            offset = !sound && random.nextInt(25) == 0 ? random.nextInt(TEXT) : offset;
        }
        return table;
    }
}
