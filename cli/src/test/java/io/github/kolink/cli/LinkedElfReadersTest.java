// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.image.LinkedElf;
import io.github.kolink.link.LinkedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The linked ELF file is read by the tools people use, without a warning, and they show kolink's addresses. */
class LinkedElfReadersTest {
    private static final ExternalTool GDB = new ExternalTool("gdb-multiarch", "gdb-multiarch");
    private static final List<String> REFUSED = List.of("badreloc", "common", "undefined", "modutils_relocs");

    /** {@code [ 1] .text PROGBITS ffffffffc0000000 001000 00003a 00 AX 0 0 16}. */
    private static final Pattern SECTION = Pattern.compile(
            "^ +\\[ *\\d+] (\\S+) +[A-Z_]+ +([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+) [0-9a-f]+ +([A-Zo]*) ",
            Pattern.MULTILINE);

    /** {@code 7: ffffffffc0010000 3 FUNC GLOBAL DEFAULT 4 init_module}. */
    private static final Pattern SYMBOL =
            Pattern.compile("^ +(\\d+): ([0-9a-f]+) +\\S+ [A-Z]+ +[A-Z]+ +[A-Z]+ +(\\S+)", Pattern.MULTILINE);

    @TempDir
    Path folder;

    /** One linked fixture. */
    record Fixture(FixtureKernel kernel, String release, String name) {
        @Override
        public String toString() {
            return kernel + " " + release + " " + name;
        }

        LinkedImage link() {
            return kernel.link(name, release).get(name);
        }
    }

    static Stream<Fixture> fixtures() {
        return Arrays.stream(FixtureKernel.values())
                .flatMap(kernel -> Stream.of("6.1", "6.18")
                        .flatMap(release -> kernel.fixtures().stream()
                                .filter(name -> !REFUSED.contains(name))
                                .map(name -> new Fixture(kernel, release, name))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void readelfShowsTheAddressesOfSectionsAndSymbols(Fixture fixture) throws Exception {
        LinkedImage image = fixture.link();
        ExternalTool readelf = fixture.kernel().tool("readelf");
        String shown = quiet(readelf, image, "-h", "-S", "-s", "-W");
        assertTrue(shown.contains("EXEC (Executable file)"), shown);
        assertEquals(sections(image), sectionsShown(shown));
        assertEquals(symbols(image), symbolsShown(shown));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void objdumpDisassemblesEveryExecutableSection(Fixture fixture) throws Exception {
        LinkedImage image = fixture.link();
        String shown = quiet(fixture.kernel().tool("objdump"), image, "-d");
        for (SectionHeader section : image.sections()) {
            if (image.isLoaded(section.index()) && section.has(SHF_EXECINSTR) && holdsCode(image, section)) {
                assertTrue(shown.contains("section " + section.name() + ":"), section.name());
            }
        }
        assertTrue(shown.contains(digits(image, address(image, "init_module")) + " <init_module>:"), shown);
    }

    @ParameterizedTest
    @EnumSource(FixtureKernel.class)
    void objdumpShowsWhereACallGoes(FixtureKernel kernel) throws Exception {
        LinkedImage image = kernel.link("importer", "6.1").get("importer");
        String shown = quiet(kernel.tool("objdump"), image, "-d", "-j", ".init.text");
        String target = Long.toHexString(address(image, "exporter_add"));
        assertTrue(
                Pattern.compile("(call|bl|jsr)\\s+(0x)?" + target + " <exporter_add>")
                        .matcher(shown)
                        .find(),
                () -> target + "\n" + shown);
    }

    @ParameterizedTest
    @EnumSource(FixtureKernel.class)
    void gdbFindsSymbolsByAddressAndDisassemblesThere(FixtureKernel kernel) throws Exception {
        LinkedImage image = kernel.link("datarefs", "6.1").get("datarefs");
        String function = digits(image, address(image, "datarefs_set"));
        String data = digits(image, address(image, "datarefs_second"));
        String shown = quiet(
                GDB,
                image,
                "-batch",
                "-nx",
                "-ex",
                "info symbol 0x" + function,
                "-ex",
                "info symbol 0x" + data,
                "-ex",
                "x/4i 0x" + function,
                "-ex",
                "x/1xg &datarefs_fixed");
        assertTrue(shown.contains("datarefs_set in section .text"), shown);
        assertTrue(shown.contains("datarefs_second in section .data"), shown);
        List<String> code =
                shown.lines().filter(line -> line.contains("<datarefs_set")).toList();
        assertEquals(4, code.size(), shown);
        assertTrue(code.get(0).contains("0x" + function.replaceFirst("^0+", "") + " <datarefs_set>:"), shown);
        assertFalse(shown.contains("(bad)"), shown);
        assertTrue(
                shown.contains("<datarefs_fixed>:") && shown.contains("0x" + data),
                () -> "the pointer must be the address of datarefs_second: " + shown);
    }

    /** Runs a tool on the linked file; it must have nothing to say but its output. */
    private String quiet(ExternalTool tool, LinkedImage image, String... options) throws Exception {
        tool.assumeInstalled();
        Files.write(folder.resolve("linked.elf"), LinkedElf.write(image));
        ExternalTool.Output output = tool.run(
                folder,
                Stream.concat(Stream.of(options), Stream.of("linked.elf")).toList());
        assertEquals("", output.err());
        assertFalse(output.out().toLowerCase(Locale.ROOT).contains("warning"), output.out());
        return output.out();
    }

    /** A linkage table without an entry is all zeros, and has no contents in the file. */
    private static boolean holdsCode(LinkedImage image, SectionHeader section) {
        byte[] bytes = image.bytes(section.index());
        return !Arrays.equals(bytes, new byte[bytes.length]);
    }

    private static Map<String, String> sections(LinkedImage image) {
        return image.sections().stream()
                .filter(section -> image.isLoaded(section.index()))
                .filter(section ->
                        !section.name().equals(".symtab") && !section.name().equals(".strtab"))
                .collect(Collectors.toMap(
                        SectionHeader::name,
                        section ->
                                digits(image, image.address(section.index())) + "+" + Long.toHexString(section.size()),
                        (one, other) -> one + " " + other,
                        TreeMap::new));
    }

    private static Map<String, String> sectionsShown(String readelf) {
        return SECTION.matcher(readelf)
                .results()
                .filter(section -> section.group(4).contains("A"))
                .collect(Collectors.toMap(
                        section -> section.group(1),
                        section -> section.group(2) + "+" + Long.toHexString(Long.parseLong(section.group(3), 16)),
                        (one, other) -> one + " " + other,
                        TreeMap::new));
    }

    private static Map<Integer, String> symbols(LinkedImage image) {
        return Stream.iterate(1, symbol -> symbol < image.symbols().count(), symbol -> symbol + 1)
                .collect(Collectors.toMap(
                        symbol -> symbol, symbol -> digits(image, image.value(symbol)), (a, b) -> a, TreeMap::new));
    }

    private static Map<Integer, String> symbolsShown(String readelf) {
        return SYMBOL.matcher(readelf)
                .results()
                .filter(symbol -> !symbol.group(1).equals("0"))
                .collect(Collectors.toMap(
                        (MatchResult symbol) -> Integer.valueOf(symbol.group(1)),
                        symbol -> symbol.group(2),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static long address(LinkedImage image, String name) {
        SymbolTable symbols = image.symbols();
        return image.value(symbols.indexOf(name));
    }

    private static String digits(LinkedImage image, long address) {
        return image.module().file().machine().is64()
                ? String.format("%016x", address)
                : String.format("%08x", address);
    }
}
