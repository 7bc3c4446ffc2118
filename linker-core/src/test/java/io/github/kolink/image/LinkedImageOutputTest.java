// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.TestModule;
import io.github.kolink.module.Tool;
import io.github.kolink.resolve.ModuleExports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a linked image looks like outside: ELF file, load map, trace. */
class LinkedImageOutputTest {
    private static SyntheticArchitecture architecture(boolean is64) {
        return is64 ? SyntheticArchitecture.little64() : SyntheticArchitecture.big32();
    }

    private static ElfWriter small(boolean is64) {
        return TestModule.small(architecture(is64).machine(), is64 ? 1 : 2, 3);
    }

    private static LinkedImage link(boolean is64, Optional<Appendable> trace, boolean json) {
        SyntheticArchitecture architecture = architecture(is64);
        KernelModule module = TestModule.of(small(is64));
        return TestKernel.linker(architecture)
                .link(
                        module,
                        TestKernel.addresses(architecture),
                        new ModuleExports(),
                        trace.map(out -> new RelocationTrace(module, architecture, out, json)))
                .image()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theElfFileHasAddressesContentsAndValues(boolean is64) {
        LinkedImage image = link(is64, Optional.empty(), false);
        ElfFile file = ElfFile.parse("linked", LinkedElf.write(image));
        assertEquals(ElfConstants.ET_EXEC, file.header().type());
        assertEquals(image.module().file().machine(), file.machine());
        for (SectionHeader before : image.sections().subList(1, image.sections().size())) {
            boolean relocations = before.type() == ElfConstants.SHT_RELA || before.type() == ElfConstants.SHT_REL;
            assertEquals(relocations, file.section(before.name()).isEmpty(), before.name());
            if (!relocations && image.isLoaded(before.index()) && !before.name().endsWith("tab")) {
                SectionHeader after = file.section(before.name()).orElseThrow();
                assertEquals(image.address(before.index()), after.address(), before.name());
                assertEquals(before.size(), after.size());
                byte[] contents = new byte[after.isEmptyInFile() ? 0 : (int) after.size()];
                file.contents(after).get(contents);
                assertArrayEquals(after.isEmptyInFile() ? contents : image.bytes(before.index()), contents);
            }
        }
        assertEquals(image.symbols().count(), file.symbols().count());
        for (int i = 1; i < file.symbols().count(); i++) {
            assertEquals(image.value(i), file.symbols().value(i));
            assertEquals(image.symbols().name(i), file.symbols().name(i));
            assertEquals(image.symbols().info(i), file.symbols().info(i));
            int section = image.symbols().definingSection(i);
            assertEquals(
                    section < 0 ? "" : image.sections().get(section).name(),
                    file.symbols().definingSection(i) < 0
                            ? ""
                            : file.sections()
                                    .get(file.symbols().definingSection(i))
                                    .name());
        }
        assertEquals(
                "made by hand\0",
                new String(bytes(file, ".comment"), java.nio.charset.StandardCharsets.US_ASCII),
                "what is not loaded is as it was");
    }

    private static byte[] bytes(ElfFile file, String section) {
        ByteBuffer contents = file.contents(file.section(section).orElseThrow());
        byte[] bytes = new byte[contents.remaining()];
        contents.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readelfHasNothingToWarnAbout(boolean is64, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("linked.elf"), LinkedElf.write(link(is64, Optional.empty(), false)));
        List<String> lines = Tool.named("readelf").run("-aW", file.toString());
        assertTrue(lines.stream().noneMatch(line -> line.contains("arning")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("state")), lines.toString());
    }

    @Test
    void objdumpDisassemblesIt(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("linked.elf"), LinkedElf.write(link(true, Optional.empty(), false)));
        List<String> lines = Tool.named("objdump").run("-d", file.toString());
        assertTrue(lines.contains("ffffffffc0000010 <helper>:"), lines.toString());
    }

    @Test
    void theLoadMapListsWhatLiesWhere() {
        assertEquals("""
                # kolink load map 1
                module probe
                region ffffffffc0000000 4000 core
                region ffffffffc0004000 2000 init
                region 0000000000040000 10 percpu
                section 0000000000040000 10 .data..percpu
                section ffffffffc0000000 30 .text
                section ffffffffc0001000 18 .rodata
                section ffffffffc0002000 40 .gnu.linkonce.this_module
                section ffffffffc0002040 20 .data
                section ffffffffc0002060 64 .bss
                section ffffffffc0004000 10 .init.text
                section ffffffffc0005000 d8 .symtab
                section ffffffffc00050d8 44 .strtab
                symbol 0000000000040000 0 global per_cpu_state
                symbol ffffffffc0000010 0 local helper
                symbol ffffffffc0002000 0 global __this_module
                symbol ffffffffc0002048 0 global state
                symbol ffffffffc0004000 0 global init_module
                import ffffffff81000100 do_it
                import ffffffff81800000 counter
                """, LoadMap.of(link(true, Optional.empty(), false)));
    }

    @Test
    void theTraceShowsEachRelocation() {
        StringBuilder text = new StringBuilder();
        link(true, Optional.of(text), false);
        assertEquals("""
                # section+offset type symbol S A P value before after outcome
                .text+0x4 R_TEST_REL32 do_it 0xffffffff81000100 -4 0xffffffffc0000004 0xffffffffc10000f8 00000000 f80000c1 APPLIED
                .text+0xc R_TEST_REL32 helper 0xffffffffc0000010 -4 0xffffffffc000000c 0x0 00000000 00000000 APPLIED
                .data+0x0 R_TEST_WORD counter 0xffffffff81800000 0 0xffffffffc0002040 0xffffffff81800000 0000000000000000 00008081ffffffff APPLIED
                .data+0x8 R_TEST_WORD state 0xffffffffc0002048 8 0xffffffffc0002048 0xffffffffc0002050 0000000000000000 502000c0ffffffff APPLIED
                .init.text+0x4 R_TEST_REL32 do_it 0xffffffff81000100 -4 0xffffffffc0004004 0xffffffffc0ffc0f8 00000000 f8c0ffc0 APPLIED
                .gnu.linkonce.this_module+0x38 R_TEST_WORD init_module 0xffffffffc0004000 0 0xffffffffc0002038 0xffffffffc0004000 0000000000000000 004000c0ffffffff APPLIED
                """, text.toString());
    }

    @Test
    void theTraceIsAlsoJsonLines() {
        StringBuilder text = new StringBuilder();
        link(true, Optional.of(text), true);
        assertEquals(
                "{\"section\":\".text\",\"offset\":\"0x4\",\"type\":\"R_TEST_REL32\",\"symbol\":\"do_it\","
                        + "\"s\":\"0xffffffff81000100\",\"a\":-4,\"p\":\"0xffffffffc0000004\","
                        + "\"value\":\"0xffffffffc10000f8\",\"before\":\"00000000\",\"after\":\"f80000c1\","
                        + "\"outcome\":\"APPLIED\"}",
                text.toString().lines().findFirst().orElseThrow());
        assertEquals(6, text.toString().lines().count());
    }

    @Test
    void tracingChangesNoByte() {
        assertArrayEquals(
                LinkedElf.write(link(true, Optional.empty(), false)),
                LinkedElf.write(link(true, Optional.of(new StringBuilder()), true)));
    }
}
