// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import static io.github.kolink.module.TestModule.A;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.link.SyntheticArchitecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelModuleTest {
    private static final ElfMachine LITTLE64 =
            new ElfMachine(SyntheticArchitecture.LITTLE64, true, ByteOrder.LITTLE_ENDIAN);
    private static final ElfMachine BIG32 = new ElfMachine(SyntheticArchitecture.BIG32, false, ByteOrder.BIG_ENDIAN);

    @ParameterizedTest
    @CsvSource({"/lib/snd-pcm.ko,snd_pcm", "a.b.ko.xz,a.b", "x.o,x", "dir.ko/plain,plain"})
    void aModuleWithoutNameIsCalledAsItsFile(String path, String name) {
        assertEquals(name, KernelModule.of(ElfWriter.of(LITTLE64).parse(path)).name());
    }

    @Test
    void aModuleIsCalledAsItSays() {
        assertEquals("probe", TestModule.of(TestModule.bare(LITTLE64)).name());
    }

    private static byte[] versions(ElfMachine machine, Map<String, Integer> crcs) {
        ByteBuffer section = ByteBuffer.allocate(64 * crcs.size() + 5).order(machine.order());
        int at = 0;
        for (Map.Entry<String, Integer> crc : crcs.entrySet()) {
            section.position(at);
            if (machine.is64()) {
                section.putLong(crc.getValue() & 0xffffffffL);
            } else {
                section.putInt(crc.getValue());
            }
            section.put(crc.getKey().getBytes(StandardCharsets.ISO_8859_1));
            at += 64;
        }
        return section.array();
    }

    @Test
    void versionsAreReadInBothWordSizes() {
        String full = "n".repeat(56);
        for (ElfMachine machine : List.of(LITTLE64, BIG32)) {
            ModVersions versions = TestModule.of(TestModule.bare(machine)
                            .section("__versions", A, versions(machine, Map.of("printk", 0x92997ed8, full, 7))))
                    .versions();
            assertEquals(OptionalInt.of(0x92997ed8), versions.crc("printk"));
            assertEquals(OptionalInt.of(7), versions.crc(full), "a name that fills its field has no NUL");
            assertEquals(OptionalInt.empty(), versions.crc("kfree"));
            assertEquals(2, versions.all().size(), "a partial entry is none");
            assertFalse(versions.isExtended());
        }
    }

    @Test
    void extendedVersionsHaveNamesOfAnyLength() {
        String longName = "r".repeat(300);
        byte[] crcs = {1, 0, 0, 0, 2, 0, 0, (byte) 0x80, 3, 0, 0, 0};
        ModVersions versions = TestModule.of(TestModule.bare(LITTLE64)
                        .section("__versions", A, versions(LITTLE64, Map.of("old", 9)))
                        .section("__version_ext_crcs", A, crcs)
                        .section("__version_ext_names", A, TestModule.strings("printk", longName)))
                .versions();
        assertTrue(versions.isExtended());
        assertEquals(Map.of("printk", 1, longName, 0x80000002), versions.all());
    }

    @Test
    void whatTheKernelDoesNotFindIsNotThere() {
        // find_sec looks at allocated sections only.
        KernelModule module = TestModule.of(ElfWriter.of(LITTLE64)
                .section(".modinfo", 0, TestModule.strings("license=GPL"))
                .section("__versions", 0, versions(LITTLE64, Map.of("printk", 1))));
        assertTrue(module.info().entries().isEmpty());
        assertTrue(module.versions().all().isEmpty());
    }

    @Test
    void importsAreUndefinedSymbolsWithNames() {
        KernelModule module = TestModule.of(TestModule.bare(LITTLE64)
                .undefined("a")
                .rawSymbol("weak", 0, 0, 0, ElfConstants.STB_WEAK << 4, 0)
                .rawSymbol("", 0, 0, 0, ElfConstants.STB_GLOBAL << 4, 0)
                .absolute("abs", 1)
                .undefined("b"));
        assertEquals(
                List.of(
                        new ModuleImport(1, "a", false),
                        new ModuleImport(2, "weak", true),
                        new ModuleImport(5, "b", false)),
                module.imports());
    }

    private static final byte[] MARKER = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);

    private static byte[] signed(int size, int length) {
        return ByteBuffer.allocate(size + 12 + MARKER.length)
                .put(size + 2, (byte) 2)
                .putInt(size + 8, length)
                .position(size + 12)
                .put(MARKER)
                .array();
    }

    @Test
    void aSignatureIsLocatedAndCutOff() throws Exception {
        byte[] file = signed(1000, 300);
        AppendedSignature signature = AppendedSignature.find(file).orElseThrow();
        assertEquals(new AppendedSignature(700, 300, 2, true, java.util.Optional.empty()), signature);
        assertEquals(700, ModuleFile.of("m.ko", file).bytes().length);
        assertTrue(AppendedSignature.find(new byte[1000]).isEmpty());
        assertTrue(AppendedSignature.find(new byte[0]).isEmpty());
    }

    @Test
    void aDamagedSignatureIsTold() throws Exception {
        byte[] afterThreeBytes =
                ByteBuffer.allocate(3 + MARKER.length).position(3).put(MARKER).array();
        AppendedSignature alone = AppendedSignature.find(afterThreeBytes).orElseThrow();
        assertEquals(3, alone.offset());
        assertTrue(alone.damage().isPresent());
        assertTrue(AppendedSignature.find(MARKER).isEmpty(), "the kernel wants something before the marker");
        for (int length : new int[] {1000, 1001, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            AppendedSignature signature =
                    AppendedSignature.find(signed(1000, length)).orElseThrow();
            assertEquals(1012, signature.offset());
            assertTrue(
                    signature.damage().orElseThrow().contains(Integer.toUnsignedString(length) + " bytes"),
                    signature.toString());
        }
        assertEquals(1, AppendedSignature.find(signed(1000, 999)).orElseThrow().offset());
    }

    @Test
    void fieldsThatMeanNothingForPkcs7AreWatched() throws Exception {
        for (int field : new int[] {0, 1, 3, 4, 5, 6, 7}) {
            byte[] file = signed(1000, 300);
            file[1000 + field] = 1;
            assertFalse(AppendedSignature.find(file).orElseThrow().plain(), () -> "field at " + field);
        }
        byte[] file = signed(1000, 300);
        file[702] = 7;
        assertTrue(AppendedSignature.find(file).orElseThrow().plain());
        assertEquals(300, ModuleFile.of("m.ko", file).signatureData().length);
        assertEquals(7, ModuleFile.of("m.ko", file).signatureData()[2]);
    }
}
