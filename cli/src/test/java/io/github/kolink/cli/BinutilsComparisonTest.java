// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHN_UNDEF;
import static io.github.kolink.elf.ElfConstants.STB_LOCAL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.RelocationType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Links the fixtures with kolink and with the linkers of binutils at the same addresses: every loaded section must have
 * the same bytes. The kernel's symbols are given to ld as text of /proc/kallsyms, read here and not by kolink.
 */
class BinutilsComparisonTest {
    /** Both kinds of layout: one block before 6.4, one per memory type since. */
    private static final List<String> RELEASES = List.of("6.1", "6.18");

    /** Fixtures that are not compared, and why. */
    private static final Map<String, String> NOT_COMPARED = Map.of(
            "badreloc", "the kernel refuses it; ld would make a global offset table",
            "common", "the kernel refuses it; ld would allocate the symbol",
            "undefined", "refused by both",
            "faraway", "both redirect the branches, each through veneers of its own form and place");

    /** Sections the kernel sizes and fills itself; ld has nothing to compare them with. */
    private static final Set<String> MADE_BY_THE_KERNEL = Set.of(".plt", ".init.plt", ".text.ftrace_trampoline");

    /** The loader's copy of the symbol table, and the note that ld always drops. No relocation applies to either. */
    private static final Set<String> NOT_LINKED = Set.of(".symtab", ".strtab", ".note.gnu.build-id");

    /** Nothing is rewritten, nothing is added. */
    private static final List<String> LD_OPTIONS =
            List.of("-static", "--no-relax", "-z", "norelro", "-e", "0", "--no-warn-rwx-segments");

    private static final KernelFact MODUTILS = KernelFact.request("modutils");

    @TempDir
    Path folder;

    /** One comparison. */
    record Comparison(FixtureKernel kernel, String release, String fixture) {
        @Override
        public String toString() {
            return kernel + " " + release + " " + fixture;
        }

        /** The types only modutils applied need its mode. */
        KernelFact[] requests() {
            return fixture.equals("modutils_relocs") ? new KernelFact[] {MODUTILS} : new KernelFact[0];
        }
    }

    static Stream<Comparison> comparisons() {
        return Arrays.stream(FixtureKernel.values())
                .flatMap(kernel -> RELEASES.stream()
                        .flatMap(release -> kernel.fixtures().stream()
                                .filter(fixture -> !NOT_COMPARED.containsKey(fixture))
                                .filter(fixture -> !leavesPercpuUnrelocated(kernel, release, fixture))
                                .map(fixture -> new Comparison(kernel, release, fixture))));
    }

    /** Before 6.17 a kernel for several CPUs does not apply relocations inside per-CPU data, ld does. */
    private static boolean leavesPercpuUnrelocated(FixtureKernel kernel, String release, String fixture) {
        return fixture.equals("percpu_pointer") && release.equals("6.1") && kernel != FixtureKernel.M68K;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("comparisons")
    void linksToTheSameBytesAsLd(Comparison comparison) throws Exception {
        ExternalTool ld = comparison.kernel().tool("ld");
        ld.assumeInstalled();
        Map<String, LinkedImage> images =
                comparison.kernel().link(comparison.fixture(), comparison.release(), comparison.requests());
        LinkedImage image = images.get(comparison.fixture());
        Files.write(
                folder.resolve("module.ko"), withoutMerging(comparison.kernel().bytes(comparison.fixture())));
        Files.writeString(folder.resolve("layout.lds"), script(comparison.kernel(), image, images.values()));
        List<String> command = new ArrayList<>(LD_OPTIONS);
        command.addAll(List.of("-T", "layout.lds", "-o", "linked.elf", "module.ko"));
        ExternalTool.Output said = ld.run(folder, command);
        assertEquals("", said.out() + said.err());
        ElfFile theirs = ElfFile.parse("linked.elf", Files.readAllBytes(folder.resolve("linked.elf")));
        int compared = 0;
        for (SectionHeader section : comparable(image)) {
            byte[] ours = image.bytes(section.index());
            if (MADE_BY_THE_KERNEL.contains(section.name())) {
                assertArrayEquals(new byte[ours.length], ours, section.name());
            } else {
                assertEqual(section, ours, image.address(section.index()), theirs);
                compared++;
            }
        }
        assertTrue(compared > 0);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(FixtureKernel.class)
    void everyTypeTheKernelAppliesIsCompared(FixtureKernel kernel) {
        Set<String> compared = new TreeSet<>();
        comparisons().filter(comparison -> comparison.kernel() == kernel).forEach(comparison -> {
            KernelModule module = kernel.module(comparison.fixture());
            for (SectionHeader section : module.relocationSections()) {
                if (module.file().sections().get(section.info()).has(SHF_ALLOC)) {
                    RelocationTable table = module.file().relocations(section);
                    for (int entry = 0; entry < table.count(); entry++) {
                        compared.add(kernel.architecture().types().name(table.type(entry)));
                    }
                }
            }
        });
        Set<String> applied = kernel.architecture().types().all().stream()
                .filter(RelocationType::isApplied)
                .map(RelocationType::name)
                .collect(Collectors.toCollection(TreeSet::new));
        applied.removeAll(compared);
        assertEquals(Set.of(), applied, "applied by the kernel, but in no fixture that is compared");
        int expected = switch (kernel) {
            case X86_64 -> 7;
            case ARM64 -> 39;
            case M68K -> 6;
        };
        assertEquals(expected, compared.size(), compared::toString);
    }

    private static List<SectionHeader> comparable(LinkedImage image) {
        return image.sections().stream()
                .filter(section -> image.isLoaded(section.index()) && section.size() != 0)
                .filter(section -> !NOT_LINKED.contains(section.name()))
                .toList();
    }

    private static void assertEqual(SectionHeader section, byte[] ours, long address, ElfFile theirs) {
        SectionHeader other = theirs.section(section.name()).orElseThrow(() -> new AssertionError(section.name()));
        assertEquals(Long.toHexString(address), Long.toHexString(other.address()), section.name());
        assertEquals(ours.length, other.size(), section.name());
        byte[] bytes = new byte[ours.length];
        theirs.contents(other).get(bytes, 0, theirs.contents(other).remaining());
        int at = Arrays.mismatch(bytes, ours);
        assertEquals(
                -1,
                at,
                () -> String.format(
                        "%s+0x%x: ld has ...%s, kolink ...%s", section.name(), at, from(bytes, at), from(ours, at)));
    }

    private static String from(byte[] bytes, int at) {
        return HexFormat.of().formatHex(bytes, at, Math.min(at + 8, bytes.length));
    }

    /** Puts every loaded section where kolink has put it, and tells ld what the kernel and other modules export. */
    private static String script(FixtureKernel kernel, LinkedImage image, Iterable<LinkedImage> modules) {
        StringBuilder script = new StringBuilder("SECTIONS {\n");
        kernel.kallsyms().lines().map(line -> line.split(" ", -1)).forEach(symbol -> {
            if (Character.isUpperCase(symbol[1].charAt(0))) {
                script.append("PROVIDE(\"")
                        .append(symbol[2])
                        .append("\" = 0x")
                        .append(symbol[0])
                        .append(");\n");
            }
        });
        for (LinkedImage other : modules) {
            if (other != image) {
                globals(other)
                        .forEach((name, value) -> script.append("PROVIDE(\"")
                                .append(name)
                                .append("\" = ")
                                .append(hex(value))
                                .append(");\n"));
            }
        }
        List<String> dropped = new ArrayList<>(List.of(".modinfo", "__versions"));
        for (SectionHeader section : image.sections()) {
            if (!image.isLoaded(section.index()) || NOT_LINKED.contains(section.name())) {
                continue;
            }
            if (MADE_BY_THE_KERNEL.contains(section.name())) {
                dropped.add(section.name());
                continue;
            }
            // The symbol keeps a section that is empty but has symbols in it.
            script.append('"').append(section.name()).append("\" ");
            script.append(hex(image.address(section.index()))).append(" : { kept_");
            script.append(section.index())
                    .append(" = .; KEEP(*(\"")
                    .append(section.name())
                    .append("\")) }\n");
        }
        dropped.forEach(name -> script.append("/DISCARD/ : { *(\"").append(name).append("\") }\n"));
        return script.append("}\n").toString();
    }

    /** Section address plus st_value, so that kolink's resolved values are not used. */
    private static Map<String, Long> globals(LinkedImage image) {
        SymbolTable symbols = image.symbols();
        return Stream.iterate(1, symbol -> symbol < symbols.count(), symbol -> symbol + 1)
                .filter(symbol -> symbols.binding(symbol) != STB_LOCAL
                        && symbols.rawSectionIndex(symbol) != SHN_UNDEF
                        && symbols.definingSection(symbol) > 0)
                .collect(Collectors.toMap(
                        symbol -> symbols.name(symbol).orElseThrow(),
                        symbol -> image.address(symbols.definingSection(symbol)) + symbols.value(symbol)));
    }

    /** ld would merge equal strings when it links for good; a module loader does not. */
    private static byte[] withoutMerging(byte[] module) {
        byte[] copy = module.clone();
        boolean is64 = copy[4] == 2;
        ByteBuffer file = ByteBuffer.wrap(copy).order(copy[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int headers = is64 ? (int) file.getLong(40) : file.getInt(32);
        int size = file.getShort(is64 ? 58 : 46);
        int count = file.getShort(is64 ? 60 : 48);
        int mergeAndStrings = 0x30;
        for (int section = 0; section < count; section++) {
            int flags = headers + section * size + 8;
            if (is64) {
                file.putLong(flags, file.getLong(flags) & ~mergeAndStrings);
            } else {
                file.putInt(flags, file.getInt(flags) & ~mergeAndStrings);
            }
        }
        return copy;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
